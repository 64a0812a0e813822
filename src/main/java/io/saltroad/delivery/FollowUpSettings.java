package io.saltroad.delivery;

import io.saltroad.settings.Settings;
import io.saltroad.settings.SettingsException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which records are worth another try, and when.
 *
 * @param codes Salesforce's errors of records that may pass
 * @param firstPause before the first round of follow-up jobs
 */
public record FollowUpSettings(Set<String> codes, Duration firstPause) {

    private static final String CODES = "saltroad.delivery.retryable-codes";
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final int MOST_DOUBLINGS = 6;

    public FollowUpSettings {
        codes = Set.copyOf(codes);
    }

    public static FollowUpSettings from(Settings settings) {
        Set<String> codes =
                Stream.of(settings.text(CODES).split(",", -1))
                        .map(String::strip)
                        .filter(code -> !code.isEmpty())
                        .collect(Collectors.toSet());
        for (String code : codes) {
            if (!CODE.matcher(code).matches()) {
                throw new SettingsException(
                        "%s: '%s' is not an error code such as UNABLE_TO_LOCK_ROW"
                                .formatted(CODES, code));
            }
        }
        return new FollowUpSettings(codes, settings.duration("saltroad.delivery.follow-up-pause"));
    }

    /** Doubled from round to round: who holds a lock may need a while. */
    Duration pauseBefore(int round) {
        return firstPause.multipliedBy(1L << Math.min(round - 1, MOST_DOUBLINGS));
    }
}
