package io.saltroad.sandbox.dataquery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Results that somebody may still ask for, by a name. Of too many the oldest gives way. */
final class OpenResults implements AutoCloseable {

    private static final int MOST = 32;

    private final Clock clock;
    private final Map<String, Entry> open = new LinkedHashMap<>();

    OpenResults(Clock clock) {
        this.clock = clock;
    }

    /**
     * A result that is open.
     *
     * @param from the row that comes next
     * @param end when it has to be read
     * @param next until when the next call has to come
     */
    record Entry(String queryId, Results results, long from, Instant end, Instant next) {

        Entry at(long row, Instant until) {
            return new Entry(queryId, results, row, end, until);
        }
    }

    /** Opens a result for a time. */
    Entry begin(String queryId, Results results, Duration life) {
        Instant end = clock.instant().plus(life);
        return new Entry(queryId, results, 0, end, end);
    }

    synchronized void keep(String name, Entry entry) {
        forgetExpired();
        open.put(name, entry);
        Iterator<Entry> oldest = open.values().iterator();
        while (open.size() > MOST) {
            oldest.next().results().close();
            oldest.remove();
        }
    }

    /** The result of this name, which then is gone: it only goes forward. */
    synchronized Optional<Entry> take(String name) {
        forgetExpired();
        return Optional.ofNullable(open.remove(name));
    }

    /** The result of this name, which stays. */
    synchronized Optional<Entry> find(String name) {
        forgetExpired();
        return Optional.ofNullable(open.get(name));
    }

    private void forgetExpired() {
        Instant now = clock.instant();
        open.values()
                .removeIf(
                        entry -> {
                            boolean over = entry.end().isBefore(now) || entry.next().isBefore(now);
                            if (over) {
                                entry.results().close();
                            }
                            return over;
                        });
    }

    @Override
    public synchronized void close() {
        open.values().forEach(entry -> entry.results().close());
        open.clear();
    }
}
