package io.saltroad.ledger;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One file the ERP wrote, as the ledger knows it.
 *
 * @param sourcePath where it lay when it was claimed
 * @param workPath where it lies, or will lie, while it is being delivered
 * @param bytes its size when it was claimed
 * @param sha256 of its bytes; empty until it has been read once
 * @param afterFeeds feeds that must have nothing unsettled before a delivery of this export commits
 * @param duplicates whether an export that was delivered before is sent again
 * @param reason why it was refused as a whole
 * @param ordered whether its feed waits while this export is a dead letter
 * @param replayOf the delivery whose corrected records these are
 * @param restingPlace the folder in the archive or among the dead letters where it ended
 */
public record Export(
        String id,
        String feed,
        String fileName,
        Path sourcePath,
        Path workPath,
        long bytes,
        Optional<String> sha256,
        List<String> afterFeeds,
        Duplicates duplicates,
        ExportState state,
        Instant claimedAt,
        Optional<Instant> sealedAt,
        Optional<Instant> closedAt,
        Optional<Path> restingPlace,
        Optional<Reason> reason,
        boolean ordered,
        Optional<String> replayOf) {

    /** Folder of this export alone, while it is being delivered. */
    public Path workFolder() {
        return workPath.getParent();
    }
}
