package io.saltroad.messages;

import io.saltroad.chunk.MicroBatchSize;
import io.saltroad.delivery.StreamTarget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A micro-batch, each key in it once. Of two records with one key the later one is sent: an upsert
 * replaces the whole record anyway. Not for several threads at once.
 */
final class Batch {

    private static final byte[] END = {']', '}'};

    /** A record, and who waits for it: also those whose record it has replaced. */
    private record Slot(Entry entry, List<Acknowledgement> waiting) {}

    private final StreamTarget target;
    private final byte[] begin;
    private final MicroBatchSize size;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private int bytes;
    private Instant deadline;
    private int attempts;

    Batch(StreamTarget target, MicroBatchSize size) {
        this.target = target;
        this.begin =
                (target.delete() ? "{\"ids\":[" : "{\"data\":[")
                        .getBytes(StandardCharsets.US_ASCII);
        this.size = size;
        this.bytes = begin.length + END.length;
    }

    /** The most bytes that one record may take. */
    static int roomForOne(MicroBatchSize size) {
        return size.bytes() - "{\"data\":[".length() - END.length;
    }

    /** Whether a record still goes into it. */
    boolean takes(Entry entry) {
        Slot replaced = slots.get(entry.key());
        if (replaced != null) {
            return bytes - replaced.entry().json().length + entry.json().length <= size.bytes();
        }
        return slots.isEmpty()
                || (slots.size() < size.records()
                        && bytes + 1 + entry.json().length <= size.bytes());
    }

    /**
     * Adds a record.
     *
     * @return the memory that a replaced one took; 0 if none was
     */
    int add(Entry entry, Acknowledgement waiting) {
        Slot replaced = slots.get(entry.key());
        if (replaced == null) {
            bytes += entry.json().length + (slots.isEmpty() ? 0 : 1);
            slots.put(entry.key(), new Slot(entry, new ArrayList<>(List.of(waiting))));
            return 0;
        }
        bytes += entry.json().length - replaced.entry().json().length;
        replaced.waiting().add(waiting);
        slots.put(entry.key(), new Slot(entry, replaced.waiting()));
        return replaced.entry().weight();
    }

    boolean isFull() {
        return slots.size() >= size.records() || bytes >= size.bytes();
    }

    boolean has(String key) {
        return slots.containsKey(key);
    }

    Set<String> keys() {
        return slots.keySet();
    }

    StreamTarget target() {
        return target;
    }

    int records() {
        return slots.size();
    }

    /** Bytes it takes in memory. */
    int weight() {
        return slots.values().stream().mapToInt(slot -> slot.entry().weight()).sum();
    }

    /** The request. */
    byte[] body() {
        byte[] body = new byte[bytes];
        int end = append(begin, body, 0);
        boolean first = true;
        for (Slot slot : slots.values()) {
            if (!first) {
                body[end++] = ',';
            }
            first = false;
            end = append(slot.entry().json(), body, end);
        }
        append(END, body, end);
        return body;
    }

    private static int append(byte[] part, byte[] body, int at) {
        System.arraycopy(part, 0, body, at, part.length);
        return at + part.length;
    }

    /** Two halves of it, in their order, to find the record that is refused. */
    List<Batch> halves() {
        List<Batch> halves = List.of(new Batch(target, size), new Batch(target, size));
        int half = slots.size() / 2;
        int i = 0;
        for (Slot slot : slots.values()) {
            Batch into = halves.get(i++ < half ? 0 : 1);
            into.bytes += slot.entry().json().length + (into.slots.isEmpty() ? 0 : 1);
            into.slots.put(slot.entry().key(), slot);
        }
        return halves;
    }

    /** One more failure that may pass; the first one sets the deadline. */
    int failedOnceMore(Instant now, Duration patience) {
        if (deadline == null) {
            deadline = now.plus(patience);
        }
        return ++attempts;
    }

    boolean isOverdue(Instant now) {
        return deadline != null && !now.isBefore(deadline);
    }

    /** Time that does not count. */
    void waitedBehindGate(Duration time) {
        if (deadline != null) {
            deadline = deadline.plus(time);
        }
    }

    void acknowledge() {
        slots.values().forEach(slot -> slot.waiting().forEach(Acknowledgement::done));
    }

    void fail(Exception why) {
        slots.values().forEach(slot -> slot.waiting().forEach(waiting -> waiting.failed(why)));
    }
}
