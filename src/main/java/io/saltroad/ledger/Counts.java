package io.saltroad.ledger;

/** What became of the records of a delivery. All are records, none is lines or bytes. */
public record Counts(long read, long delivered, long failed, long rejected, long unprocessed) {

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    /** Whether every record that was read has one outcome. */
    public boolean addUp() {
        return read == delivered + failed + rejected + unprocessed;
    }

    /** Whether some record did not arrive. */
    public boolean incomplete() {
        return failed + rejected + unprocessed > 0;
    }

    public Counts plus(Counts other) {
        return new Counts(
                read + other.read,
                delivered + other.delivered,
                failed + other.failed,
                rejected + other.rejected,
                unprocessed + other.unprocessed);
    }
}
