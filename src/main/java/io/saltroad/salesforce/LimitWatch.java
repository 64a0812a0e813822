package io.saltroad.salesforce;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the head of every answer and tells the signals what it says about limits.
 *
 * <p>A limit that only the body names, as 403 with {@code REQUEST_LIMIT_EXCEEDED} does, is found by
 * {@link FailureClassifier}.
 */
final class LimitWatch {

    private static final Logger LOG = LoggerFactory.getLogger(LimitWatch.class);

    /**
     * {@code Sforce-Limit-Info: api-usage=18/5000}. Source: REST API Developer Guide, "Limit Info
     * Header". What one app used, {@code per-app-api-usage}, is not meant.
     */
    private static final Pattern USAGE =
            Pattern.compile(
                    "(?<![\\w-])api-usage=(\\d{1,18})/(\\d{1,18})", Pattern.CASE_INSENSITIVE);

    private final String who;
    private final LimitSignals signals;
    private final Clock clock;

    LimitWatch(LimitSignals signals, Clock clock) {
        this("Salesforce", signals, clock);
    }

    /**
     * @param who answers, for people
     */
    LimitWatch(String who, LimitSignals signals, Clock clock) {
        this.who = who;
        this.signals = signals;
        this.clock = clock;
    }

    /**
     * @param header finds a header whatever its letter case; null if there is none
     */
    void look(int status, UnaryOperator<String> header) {
        try {
            usage(header.apply("Sforce-Limit-Info"));
            Optional<Instant> until = RetryAfter.instant(header.apply(RetryAfter.HEADER), clock);
            if (status == 429 || (status >= 400 && until.isPresent())) {
                signals.limited(new Limit(who + " answered " + status, until));
            }
        } catch (RuntimeException e) {
            // The answer itself must reach the route, whatever becomes of the signal.
            LOG.warn("A limit that {} named could not be taken down", who, e);
        }
    }

    private void usage(String limitInfo) {
        if (limitInfo == null) {
            return;
        }
        Matcher usage = USAGE.matcher(limitInfo);
        if (usage.find()) {
            signals.usage(Long.parseLong(usage.group(1)), Long.parseLong(usage.group(2)));
        }
    }
}
