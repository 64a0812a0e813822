package io.saltroad.delivery;

import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people of what has come to rest. A notice counts as given when its endpoint has taken it,
 * so after a crash at the wrong moment it is given twice, and never not at all.
 *
 * <p>The address may hold a secret, and so may the message of an exception: neither is ever logged.
 */
public final class Notices {

    /** A notice that nobody has taken for so long is given up, with a warning. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    private final Ledger ledger;
    private final Holds holds;
    private final BackOff backOff;
    private final NoticeAddress address;
    private final Clock clock;

    public Notices(
            Ledger ledger, Holds holds, BackOff backOff, NoticeAddress address, Clock clock) {
        this.ledger = ledger;
        this.holds = holds;
        this.backOff = backOff;
        this.address = address;
        this.clock = clock;
    }

    /** The body becomes the notice, with headers for the endpoints that people use most. */
    public void write(@Variable(DueConsumer.WORK) Work.OnNotice work, Exchange exchange) {
        Optional<Delivery> delivery =
                work.delivery().map(found -> ledger.deliveries().get(found.id()));
        Export export = ledger.exports().get(work.export().id());
        Notice notice = Notice.of(ledger, export, delivery);
        Message message = exchange.getMessage();
        message.setBody(notice);
        message.setHeader(Exchange.FILE_NAME, notice.id() + ".json");
        if (address.isMail()) {
            message.setHeader(
                    "Subject", "Saltroad: " + notice.text().lines().findFirst().orElse(""));
            message.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=UTF-8");
        } else {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json; charset=UTF-8");
        }
    }

    /** The endpoint has taken the notice. */
    public void told(@Variable(DueConsumer.WORK) Work.OnNotice work) {
        work.delivery()
                .ifPresentOrElse(
                        ledger.deadLetters()::told, () -> ledger.deadLetters().told(work.export()));
        holds.release(work.key());
    }

    /** The endpoint has not taken it: again later, or never if that has gone on for too long. */
    public void postpone(@Variable(DueConsumer.WORK) Work.OnNotice work, Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        int attempt = holds.attempts(work.key()) + 1;
        Instant end =
                work.delivery()
                        .flatMap(Delivery::endedAt)
                        .or(work.export()::closedAt)
                        .orElseGet(clock::instant);
        if (end.plus(GIVEN_UP_AFTER).isBefore(clock.instant())) {
            String message =
                    "nobody could be told for %d hours (%s); see saltroad.notify.to"
                            .formatted(GIVEN_UP_AFTER.toHours(), words(error));
            work.delivery()
                    .ifPresentOrElse(
                            delivery -> ledger.events().ofDelivery(delivery, "untold", message),
                            () -> ledger.events().ofExport(work.export().id(), "untold", message));
            LOG.warn("{}: {}", work.key(), message);
            told(work);
            return;
        }
        Instant notBefore = clock.instant().plus(backOff.after(attempt));
        holds.hold(work.key(), attempt, notBefore);
        LOG.warn(
                "{}: saltroad.notify.to does not take it ({}); again at {}",
                work.key(),
                words(error),
                notBefore);
    }

    /** What went wrong, without its messages: they name the address. */
    private static String words(Throwable error) {
        List<String> words = new ArrayList<>();
        for (Throwable cause = error; cause != null && words.size() < 4; cause = cause.getCause()) {
            words.add(
                    cause instanceof HttpOperationFailedException answer
                            ? "HTTP status " + answer.getStatusCode()
                            : cause.getClass().getSimpleName());
        }
        return String.join(", ", words);
    }
}
