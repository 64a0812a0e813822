package io.saltroad.soak;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What a soak run has shown.
 *
 * @param minutes from the first export to the last that came to rest
 * @param reported records that did not arrive and are in a report with the reason
 */
record SoakResult(
        long seed,
        int exports,
        double minutes,
        long records,
        long delivered,
        long reported,
        long lost,
        long twice,
        long settled,
        Map<String, Integer> deadLetters,
        long requests,
        Map<String, Integer> faults,
        Memory resident,
        Memory heap,
        List<String> objections) {

    /**
     * What full collections leave may grow by so many megabytes: caches, metaspace of late code.
     */
    private static final double HEAP_MAY_GROW = 10;

    /** The system's view follows the heap's way up to its limit, and the compiled code. */
    private static final double RESIDENT_MAY_GROW = 1.3;

    /** Below this, a process is still warming up. */
    private static final double MINUTES_TO_JUDGE = 5;

    /** The memory at the beginning and at the end, in megabytes. */
    record Memory(double firstQuarter, double lastQuarter) {

        static Memory of(List<MemoryWatch.Sample> samples) {
            return new Memory(
                    MemoryWatch.quarter(samples, false), MemoryWatch.quarter(samples, true));
        }
    }

    @JsonProperty
    boolean memoryIsFlat() {
        return heap.lastQuarter() <= heap.firstQuarter() + HEAP_MAY_GROW
                && (minutes < MINUTES_TO_JUDGE
                        || resident.lastQuarter() <= resident.firstQuarter() * RESIDENT_MAY_GROW);
    }

    @JsonProperty
    boolean passed() {
        return objections.isEmpty() && memoryIsFlat();
    }

    int faultsPlayed() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** For people. */
    String table() {
        StringBuilder text = new StringBuilder();
        row(text, "seed", "%d".formatted(seed));
        row(text, "exports", "%,d in %.1f minutes".formatted(exports, minutes));
        row(text, "settled", "%,d".formatted(settled));
        row(text, "dead letters", deadLetters.isEmpty() ? "none" : deadLetters.toString());
        row(text, "records", "%,d".formatted(records));
        row(text, "delivered", "%,d".formatted(delivered));
        row(text, "reported, with reason", "%,d".formatted(reported));
        row(text, "lost", "%,d".formatted(lost));
        row(text, "delivered twice", "%,d".formatted(twice));
        row(text, "requests", "%,d".formatted(requests));
        row(text, "faults", "%,d of %d kinds".formatted(faultsPlayed(), faults.size()));
        row(text, "heap after collection", memory(heap));
        row(text, "resident", memory(resident));
        row(text, "memory", memoryIsFlat() ? "flat" : "GROWS");
        row(text, "books", objections.isEmpty() ? "closed" : "NOT CLOSED");
        objections.forEach(objection -> text.append("  ").append(objection).append('\n'));
        row(text, "result", passed() ? "passed" : "FAILED");
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("%-22s %s%n".formatted(name, value));
    }

    private static String memory(Memory memory) {
        return "%.0f MB in the first quarter, %.0f MB in the last"
                .formatted(memory.firstQuarter(), memory.lastQuarter());
    }
}
