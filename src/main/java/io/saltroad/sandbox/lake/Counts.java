package io.saltroad.sandbox.lake;

import io.vertx.core.json.JsonObject;

/**
 * What became of records. No client is told.
 *
 * @param read how many there were
 * @param taken how many were written, or deleted something; those with a key that comes again too
 * @param older were ignored, since the lake has a newer one
 * @param deleted how many records went
 * @param lost did not fit, had no key, or were lost by a fault
 */
public record Counts(long read, long taken, long older, long deleted, long lost) {

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    public Counts plus(Counts more) {
        return new Counts(
                read + more.read,
                taken + more.taken,
                older + more.older,
                deleted + more.deleted,
                lost + more.lost);
    }

    public JsonObject json() {
        return new JsonObject()
                .put("read", read)
                .put("taken", taken)
                .put("older", older)
                .put("deleted", deleted)
                .put("lost", lost);
    }

    public static Counts of(JsonObject json) {
        return new Counts(
                json.getLong("read", 0L),
                json.getLong("taken", 0L),
                json.getLong("older", 0L),
                json.getLong("deleted", 0L),
                json.getLong("lost", 0L));
    }
}
