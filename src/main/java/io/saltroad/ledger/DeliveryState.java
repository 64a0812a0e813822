package io.saltroad.ledger;

/** How far a delivery has come. */
public enum DeliveryState {
    /** Waits to be read and uploaded. */
    REGISTERED,
    /** All chunks are uploaded into Open jobs; nothing has happened in Salesforce yet. */
    STAGED,
    /** The decision is made: from here we only go forward. Jobs are closed and tracked. */
    COMMITTED,
    /** Every record is accounted for. */
    SETTLED,
    /** The same export had been delivered before, so nothing was sent. */
    SKIPPED,
    /** The accounts do not close: our counts and Salesforce's differ. A person must look. */
    DISPUTED,
    /** Nothing, or not all, could be delivered, and a person must do something. */
    DEAD,
    /** Somebody has decided that a dead or disputed delivery is not to be taken further. */
    ABANDONED;

    /** Whether nothing more happens to the delivery by itself. */
    public boolean closed() {
        return this != REGISTERED && this != STAGED && this != COMMITTED;
    }
}
