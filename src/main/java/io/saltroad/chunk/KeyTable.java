package io.saltroad.chunk;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts keys, and remembers lines of those that occur more than once. Used again and again. */
final class KeyTable {

    /** Lines of a key that is rejected, to be told: enough to find the others. */
    private static final int MOST_TOLD = 4;

    private static final int FIRST_CAPACITY = 1 << 8;

    private final DuplicateKeys rule;
    private final int mostKeys;
    private final Map<Integer, long[]> told = new HashMap<>();
    private long[] high = new long[FIRST_CAPACITY];
    private long[] low = new long[FIRST_CAPACITY];

    /** The line of the occurrence that stays: the last one, or else the first. */
    private long[] line = new long[FIRST_CAPACITY];

    private int[] count = new int[FIRST_CAPACITY];
    private int keys;
    private boolean duplicates;

    KeyTable(DuplicateKeys rule, int mostKeys) {
        this.rule = rule;
        this.mostKeys = mostKeys;
    }

    void clear() {
        Arrays.fill(count, 0);
        told.clear();
        keys = 0;
        duplicates = false;
    }

    /**
     * Counts an occurrence of a key.
     *
     * @return false if there are too many keys
     */
    boolean add(long keyHigh, long keyLow, long onLine) {
        int slot = slot(keyHigh, keyLow);
        if (count[slot] == 0) {
            if (keys == mostKeys) {
                return false;
            }
            if (++keys > count.length / 2) {
                grow();
                slot = slot(keyHigh, keyLow);
            }
            high[slot] = keyHigh;
            low[slot] = keyLow;
            line[slot] = onLine;
            count[slot] = 1;
            return true;
        }
        duplicates = true;
        count[slot]++;
        if (rule == DuplicateKeys.LAST) {
            line[slot] = onLine;
        } else if (rule == DuplicateKeys.REJECT && count[slot] <= MOST_TOLD) {
            told.computeIfAbsent(slot, first -> new long[] {line[first], 0, 0, 0})[
                            count[slot] - 1] =
                    onLine;
        }
        return true;
    }

    private int slot(long keyHigh, long keyLow) {
        int mask = count.length - 1;
        int slot = (int) keyLow & mask;
        while (count[slot] != 0 && (low[slot] != keyLow || high[slot] != keyHigh)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldLine = line;
        int[] oldCount = count;
        Map<Integer, long[]> oldTold = Map.copyOf(told);
        int capacity = oldCount.length * 2;
        high = new long[capacity];
        low = new long[capacity];
        line = new long[capacity];
        count = new int[capacity];
        told.clear();
        for (int old = 0; old < oldCount.length; old++) {
            if (oldCount[old] > 0) {
                int slot = slot(oldHigh[old], oldLow[old]);
                high[slot] = oldHigh[old];
                low[slot] = oldLow[old];
                line[slot] = oldLine[old];
                count[slot] = oldCount[old];
                if (oldTold.containsKey(old)) {
                    told.put(slot, oldTold.get(old));
                }
            }
        }
    }

    /** Whether a key occurs more than once. */
    boolean anyDuplicates() {
        return duplicates;
    }

    /** Why the record with this key on this line is left out; null if it is sent. */
    LeftOutLines.LeftOut leftOut(long keyHigh, long keyLow, long onLine) {
        int slot = slot(keyHigh, keyLow);
        if (count[slot] < 2) {
            return null;
        }
        if (rule == DuplicateKeys.REJECT) {
            int known = Math.min(count[slot], MOST_TOLD);
            List<Long> others =
                    Arrays.stream(told.get(slot), 0, known)
                            .filter(other -> other != onLine)
                            .limit(MOST_TOLD - 1)
                            .boxed()
                            .toList();
            return new LeftOutLines.LeftOut(onLine, count[slot], others);
        }
        return line[slot] == onLine
                ? null
                : new LeftOutLines.LeftOut(onLine, count[slot], List.of(line[slot]));
    }
}
