package io.saltroad.messages;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What an exchange waits for: the acknowledgement of each of its records. It ends once, when the
 * last of them is acknowledged or has failed.
 */
final class Acknowledgement {

    private final Consumer<Optional<Exception>> end;

    /** One more than records: the exchange itself, until all its records are collected. */
    private final AtomicInteger open = new AtomicInteger(1);

    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /**
     * @param end gets the first failure, if there was one
     */
    Acknowledgement(Consumer<Optional<Exception>> end) {
        this.end = end;
    }

    /** One more record is on its way. */
    void expect() {
        open.incrementAndGet();
    }

    /** A record is acknowledged; or, once, all records of the exchange are collected. */
    void done() {
        if (open.decrementAndGet() == 0) {
            end.accept(Optional.ofNullable(failure.get()));
        }
    }

    /** A record will not be acknowledged. */
    void failed(Exception why) {
        failure.compareAndSet(null, why);
        done();
    }
}
