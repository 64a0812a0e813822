package io.saltroad.delivery;

import io.saltroad.chunk.ChunkSize;
import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.chunk.CutCounters;
import io.saltroad.chunk.KeyForm;
import io.saltroad.chunk.LineEnding;
import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.export.ExportException;
import io.saltroad.export.Records;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Lane;
import io.saltroad.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.camel.Variable;

/**
 * Reads an export for Data Cloud before anything of it is sent, since nothing that was sent can be
 * taken back there. What must not be sent is reported, and if the sink leaves it open, the number
 * of records decides the lane.
 */
public final class Checking {

    private final Ledger ledger;
    private final Recipes recipes;
    private final DataCloudSettings settings;
    private final ProgressBoard progress;

    public Checking(
            Ledger ledger, Recipes recipes, DataCloudSettings settings, ProgressBoard progress) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Checks a delivery. After it, what is to be sent is known, and it stands as staged in the
     * ledger; nothing was sent. If it fails, it can be called again.
     */
    public void check(@Variable(DueConsumer.WORK) Work.OnDelivery work) throws Exception {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        if (delivery.state() != DeliveryState.REGISTERED) {
            return;
        }
        Records records = recipes.get(delivery);
        records.checkFile();
        try {
            check(delivery, records);
        } catch (ExportException e) {
            // A file that changes while it is read breaks its format in any way.
            records.checkFile();
            throw e;
        }
    }

    private void check(Delivery delivery, Records records) throws Exception {
        Counts counts;
        if (delivery.lane() == Lane.DATA_CLOUD_STREAM) {
            counts = checkMicroBatches(delivery, records);
        } else {
            counts = checkChunks(delivery, records);
            if (isSmall(delivery, counts)) {
                ledger.deliveries().changeLane(delivery, Lane.DATA_CLOUD_STREAM);
                // Once more, since records may be too large for a micro-batch.
                counts = checkMicroBatches(ledger.deliveries().get(delivery.id()), records);
            }
        }
        ledger.deliveries()
                .staged(delivery, counts, ColumnDelimiter.COMMA.name(), LineEnding.LF.name());
    }

    /** A delete with a version cannot be streamed: there, keys stand alone. */
    private static boolean isSmall(Delivery delivery, Counts counts) {
        SinkParameters parameters = SinkParameters.of(delivery);
        IngestionParameters ingestion = parameters.ingestion().orElseThrow();
        long toSend = counts.read() - counts.rejected() - counts.superseded();
        return ingestion.streamBelow().filter(limit -> toSend < limit).isPresent()
                && (parameters.operation() != SinkParameters.Operation.DELETE
                        || ingestion.version().isEmpty());
    }

    private Counts checkChunks(Delivery delivery, Records records) throws Exception {
        Export export = ledger.exports().get(delivery.exportId());
        Path folder = cleanFolder(export, delivery);
        ChunkSize size =
                Fingerprint.chunkSize(delivery)
                        .orElseGet(() -> new ChunkSize(settings.chunkSize()));
        return read(
                export,
                delivery,
                records,
                folder,
                new ExportCuts(delivery, records, size, folder),
                () -> new CheckPasses.OfChunks(ledger, delivery));
    }

    private Counts checkMicroBatches(Delivery delivery, Records records) throws Exception {
        Export export = ledger.exports().get(delivery.exportId());
        return read(
                export,
                delivery,
                records,
                cleanFolder(export, delivery),
                new MicroBatchCuts(export, delivery, records, settings),
                () -> new CheckPasses.OfMicroBatches(ledger, delivery));
    }

    private <C extends CutCounters> Counts read(
            Export export,
            Delivery delivery,
            Records records,
            Path folder,
            Cuts<C> cuts,
            Supplier<? extends Pass<C>> passes)
            throws Exception {
        return new ExportReading<>(
                        export, delivery, records, keyForm(delivery), folder, cuts, progress)
                .read(passes);
    }

    /** Data Cloud tells keys apart by every character, unless they are numbers. */
    private static KeyForm keyForm(Delivery delivery) {
        return SinkParameters.of(delivery)
                        .ingestion()
                        .filter(IngestionParameters::numericKey)
                        .isPresent()
                ? KeyForm.NUMBER
                : KeyForm.EXACT_TEXT;
    }

    private static Path cleanFolder(Export export, Delivery delivery) throws IOException {
        Path folder = ReportNames.scratchFolder(export, delivery);
        Trees.delete(folder);
        return Files.createDirectories(folder);
    }
}
