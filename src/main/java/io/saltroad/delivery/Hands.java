package io.saltroad.delivery;

import java.util.HashMap;
import java.util.Map;

/** Which exports are being worked on: by several steps at a time, or by one that needs it alone. */
final class Hands {

    private static final int ALONE = -1;

    private final Map<String, Integer> held = new HashMap<>();

    /** Whether it has been taken; if not, somebody else is in the way. */
    synchronized boolean take(String exportId, boolean alone) {
        int others = held.getOrDefault(exportId, 0);
        if (others == ALONE || (alone && others > 0)) {
            return false;
        }
        held.put(exportId, alone ? ALONE : others + 1);
        return true;
    }

    synchronized void leave(String exportId, boolean alone) {
        held.computeIfPresent(exportId, (id, hands) -> alone || hands == 1 ? null : hands - 1);
    }
}
