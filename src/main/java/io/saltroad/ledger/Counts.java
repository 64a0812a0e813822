package io.saltroad.ledger;

import java.util.Locale;

/**
 * What became of the records of a delivery. All are records, none is lines or bytes.
 *
 * @param delivered they are in Salesforce, as it says itself
 * @param superseded not sent, since another record of the export has their key
 * @param accepted Data Cloud has taken them; nobody has asked whether they arrived
 * @param unconfirmed Data Cloud has taken them, but does not show them
 */
public record Counts(
        long read,
        long delivered,
        long failed,
        long rejected,
        long unprocessed,
        long superseded,
        long accepted,
        long unconfirmed) {

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    /** Counts of a delivery to an org, whose results say of each record what became of it. */
    public Counts(
            long read,
            long delivered,
            long failed,
            long rejected,
            long unprocessed,
            long superseded) {
        this(read, delivered, failed, rejected, unprocessed, superseded, 0, 0);
    }

    /** Counts without a superseded record. */
    public Counts(long read, long delivered, long failed, long rejected, long unprocessed) {
        this(read, delivered, failed, rejected, unprocessed, 0);
    }

    /** Whether every record that was read has one outcome. */
    public boolean addUp() {
        return read
                == delivered
                        + failed
                        + rejected
                        + unprocessed
                        + superseded
                        + accepted
                        + unconfirmed;
    }

    /** Records that Salesforce has taken, whether or not somebody has seen them there. */
    public long taken() {
        return delivered + accepted + unconfirmed;
    }

    /** Whether some record did not arrive. A superseded one has arrived with its successor. */
    public boolean incomplete() {
        return failed + rejected + unprocessed + unconfirmed > 0;
    }

    /** In words, without what is zero: {@code 830 read, 828 delivered, 2 failed}. */
    public String words() {
        StringBuilder words = new StringBuilder(String.format(Locale.ROOT, "%,d read", read));
        add(words, delivered, "delivered");
        add(words, accepted, "accepted");
        add(words, failed, "failed");
        add(words, rejected, "rejected");
        add(words, unprocessed, "unprocessed");
        add(words, unconfirmed, "unconfirmed");
        add(words, superseded, "superseded");
        return words.toString();
    }

    private static void add(StringBuilder words, long count, String outcome) {
        if (count > 0) {
            words.append(String.format(Locale.ROOT, ", %,d %s", count, outcome));
        }
    }

    public Counts plus(Counts other) {
        return new Counts(
                read + other.read,
                delivered + other.delivered,
                failed + other.failed,
                rejected + other.rejected,
                unprocessed + other.unprocessed,
                superseded + other.superseded,
                accepted + other.accepted,
                unconfirmed + other.unconfirmed);
    }
}
