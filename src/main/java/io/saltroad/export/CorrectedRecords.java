package io.saltroad.export;

import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportTerms;
import io.saltroad.ledger.Ledger;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * Takes files in which somebody has corrected records that an earlier delivery could not bring:
 * reports of ours on failed, rejected or unprocessed records. Each becomes an export of its own,
 * which goes through the feed of that delivery.
 */
public final class CorrectedRecords {

    private final Folders folders;
    private final Ledger ledger;
    private final ExportIds ids;

    public CorrectedRecords(Folders folders, Ledger ledger, Clock clock) {
        this.folders = folders;
        this.ledger = ledger;
        this.ids = new ExportIds(clock);
    }

    /**
     * Copies the file into the work folder of a new export, with the care of a claim. The file
     * itself stays where it is. The next look of the feed's pick-up sends the export on its way.
     *
     * <p>It may be called again after an interruption: while an export of the same file for the
     * same delivery is open, that is the answer.
     *
     * @param delivery whose records were corrected
     * @throws NoSuchFileException if the file is not there; nothing is claimed then
     * @throws IOException if it cannot be copied; nothing is claimed then
     */
    public Export claim(Path file, Delivery delivery) throws IOException {
        Path source = file.toAbsolutePath().normalize();
        Claims claims = new Claims(folders, ledger.exports(), ids);
        Optional<Export> known =
                ledger.exports().open(delivery.feed()).stream()
                        .filter(export -> export.replayOf().equals(Optional.of(delivery.id())))
                        .filter(export -> export.sourcePath().equals(source))
                        .findFirst();
        if (known.isPresent()) {
            return claims.resume(known.get(), Companions.NONE).orElseThrow(() -> gone(source));
        }
        Export original = ledger.exports().get(delivery.exportId());
        return claims.claimCopy(
                        delivery.feed(),
                        source,
                        ExportTerms.ofCorrected(original.afterFeeds(), delivery.id()))
                .orElseThrow(() -> gone(source));
    }

    private static NoSuchFileException gone(Path file) {
        return new NoSuchFileException(file.toString());
    }
}
