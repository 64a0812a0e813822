package io.saltroad.sandbox.ingest;

import io.vertx.core.json.JsonArray;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last refreshes of all data streams. */
public final class History {

    private static final int REMEMBERED = 500;

    private final Deque<Refresh> last = new ArrayDeque<>();

    synchronized void add(Refresh refresh) {
        last.addLast(refresh);
        if (last.size() > REMEMBERED) {
            last.removeFirst();
        }
    }

    /** The oldest first. */
    public synchronized JsonArray json() {
        JsonArray array = new JsonArray();
        last.forEach(refresh -> array.add(refresh.json()));
        return array;
    }

    public synchronized void clear() {
        last.clear();
    }
}
