package io.saltroad.export;

import io.saltroad.ledger.Export;
import java.util.Optional;

/** Recipes as the source makes them, for tests of what comes after it. */
public final class ClaimedRecords {

    private ClaimedRecords() {}

    /** The records of an export whose file was claimed just now and must not change any more. */
    public static Records of(Export export) {
        return Records.of(
                export.workPath(),
                ClaimedFile.fresh(export),
                Optional.empty(),
                RejectThreshold.NONE);
    }
}
