package io.saltroad.ledger;

import java.util.List;
import java.util.Optional;

/**
 * What holds for an export from its claim on.
 *
 * @param afterFeeds feeds that must have nothing unsettled before a delivery of it commits
 * @param duplicates whether it is sent again if it was delivered before
 * @param ordered whether its feed waits while it is a dead letter, and it for others
 * @param replayOf the delivery whose corrected records these are
 */
public record ExportTerms(
        List<String> afterFeeds,
        Duplicates duplicates,
        boolean ordered,
        Optional<String> replayOf) {

    public ExportTerms {
        afterFeeds = List.copyOf(afterFeeds);
    }

    /** Of an export of the ERP's. */
    public static ExportTerms of(List<String> afterFeeds, Duplicates duplicates, boolean ordered) {
        return new ExportTerms(afterFeeds, duplicates, ordered, Optional.empty());
    }

    /**
     * Of corrected records. They are sent even if the same were sent before, and wait for no dead
     * letter: they may be what brings it to an end.
     */
    public static ExportTerms ofCorrected(List<String> afterFeeds, String deliveryId) {
        return new ExportTerms(afterFeeds, Duplicates.DELIVER, false, Optional.of(deliveryId));
    }
}
