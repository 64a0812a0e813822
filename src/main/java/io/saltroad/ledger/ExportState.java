package io.saltroad.ledger;

/** Where an export is on its way through the house. */
public enum ExportState {
    /** The intent to take the file is written; the file may still lie in the drop folder. */
    CLAIMING,
    /** The file lies in the work folder and is ours. */
    CLAIMED,
    /** The feed route has ended: all deliveries of the export are registered. */
    SEALED,
    /** All its deliveries are closed and the file rests in the archive. */
    ARCHIVED,
    /** The file rests in the dead-letter folder. */
    DEAD;

    /** Whether nothing more happens to the export by itself. */
    public boolean closed() {
        return this == ARCHIVED || this == DEAD;
    }
}
