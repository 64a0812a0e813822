package io.saltroad.delivery;

import io.saltroad.chunk.CutCounters;
import io.saltroad.chunk.DuplicateKeys;
import io.saltroad.chunk.KeyForm;
import io.saltroad.chunk.KeyIndex;
import io.saltroad.chunk.LeftOutLines;
import io.saltroad.chunk.ReportFile;
import io.saltroad.export.Records;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Reads the export of a delivery, and reports what of it is not sent.
 *
 * <p>Keys that occur twice are known only at the end. Then a second pass leaves the records out
 * that must not be sent. The list of these records stays: if it is there, the next attempt begins
 * with the second pass.
 *
 * @param <C> what cuts the export
 */
final class ExportReading<C extends CutCounters> {

    private final Export export;
    private final Delivery delivery;
    private final Records records;
    private final KeyForm keyForm;
    private final Path folder;
    private final Cuts<C> cuts;
    private final ProgressBoard progress;

    /**
     * @param folder for files that are needed meanwhile
     */
    ExportReading(
            Export export,
            Delivery delivery,
            Records records,
            KeyForm keyForm,
            Path folder,
            Cuts<C> cuts,
            ProgressBoard progress) {
        this.export = export;
        this.delivery = delivery;
        this.records = records;
        this.keyForm = keyForm;
        this.folder = folder;
        this.cuts = cuts;
        this.progress = progress;
    }

    /**
     * Goes through the export, once or twice.
     *
     * @param passes makes a pass when the one before is over
     * @return what was read, and what of it is not sent
     */
    Counts read(Supplier<? extends Pass<C>> passes) throws Exception {
        Path list = ReportNames.leftOut(export, delivery);
        String reading = DigestUtils.sha256Hex(delivery.fingerprint());
        Pass<C> pass = passes.get();
        Counts counts = Counts.NONE;
        if (!LeftOutLines.isThere(list, reading)) {
            Files.deleteIfExists(list);
            Files.deleteIfExists(ReportNames.superseded(export, delivery));
            if (delivery.keyField().isEmpty()) {
                counts = readAll(pass);
                records.checkFile();
            } else {
                try (KeyIndex keys = index()) {
                    counts = readFirst(pass, keys);
                    records.checkFile();
                    keys.writeLeftOut(SinkParameters.of(delivery).duplicateKeys(), list, reading);
                }
            }
        }
        if (LeftOutLines.isThere(list, reading)) {
            pass.await();
            pass = passes.get();
            counts = readAgain(pass, list);
            records.checkFile();
        }
        pass.finish();
        return counts;
    }

    private KeyIndex index() throws IOException {
        return new KeyIndex(
                delivery.keyField().orElseThrow(),
                keyForm,
                Files.createDirectories(folder.resolve("keys")));
    }

    /** The only pass over an export whose records have no key. */
    private Counts readAll(Pass<C> pass) throws Exception {
        RejectLimit limit = new RejectLimit(records);
        try (ReportFile rejections = rejections();
                C cutter = cuts.all(limit.after(rejections.asRejectedRecords()))) {
            progress.reading(delivery, cutter);
            pass.run(cutter);
            limit.check(cutter.recordsRead(), cutter.recordsRejected());
            return counts(cutter, cutter.recordsRejected(), 0);
        }
    }

    /** The first pass collects the keys. If none occurs twice, there is no other. */
    private Counts readFirst(Pass<C> pass, KeyIndex keys) throws Exception {
        RejectLimit limit = new RejectLimit(records);
        try (ReportFile rejections = rejections();
                C cutter = cuts.indexing(limit.after(rejections.asRejectedRecords()), keys)) {
            progress.reading(delivery, cutter);
            pass.run(cutter);
            limit.check(cutter.recordsRead(), cutter.recordsRejected());
            return counts(cutter, cutter.recordsRejected(), 0);
        }
    }

    /** The second pass leaves the listed records out. */
    private Counts readAgain(Pass<C> pass, Path list) throws Exception {
        boolean reject = SinkParameters.of(delivery).duplicateKeys() == DuplicateKeys.REJECT;
        RejectLimit limit = new RejectLimit(records);
        try (ReportFile rejections = rejections();
                ReportFile superseded =
                        new ReportFile(
                                ReportNames.superseded(export, delivery), ReportFile.SUPERSEDED);
                LeftOutLines lines = LeftOutLines.open(list).orElseThrow();
                C cutter =
                        cuts.leavingOut(
                                limit.after(rejections.asRejectedRecords()),
                                lines,
                                reject
                                        ? LeftOutReport.rejected(
                                                delivery.keyField().orElseThrow(),
                                                limit.after(rejections.asRejectedRecords()))
                                        : LeftOutReport.superseded(superseded))) {
            progress.reading(delivery, cutter);
            pass.run(cutter);
            long leftOut = cutter.recordsLeftOut();
            limit.check(cutter.recordsRead(), cutter.recordsRejected() + (reject ? leftOut : 0));
            return reject
                    ? counts(cutter, cutter.recordsRejected() + leftOut, 0)
                    : counts(cutter, cutter.recordsRejected(), leftOut);
        }
    }

    private static Counts counts(CutCounters cutter, long rejected, long superseded) {
        return new Counts(cutter.recordsRead(), 0, 0, rejected, 0, superseded);
    }

    private ReportFile rejections() throws IOException {
        Path rejected = ReportNames.rejected(export, delivery);
        Files.deleteIfExists(rejected);
        return new ReportFile(rejected, ReportFile.REJECTED);
    }
}
