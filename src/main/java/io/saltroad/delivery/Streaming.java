package io.saltroad.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.chunk.LeftOutLines;
import io.saltroad.chunk.MicroBatch;
import io.saltroad.chunk.MicroBatchCutter;
import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.datacloud.IngestionCalls;
import io.saltroad.export.Records;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Streams.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Variable;

/**
 * Streams the records of a committed delivery to Data Cloud in micro-batches. Keys that occur twice
 * were left out before, so no key is ever in two requests under way.
 *
 * <p>What is acknowledged without a gap stands in the ledger; a restart goes on after it. What was
 * acknowledged beyond is sent again, which does no harm: records are upserted and deleted by key.
 */
public final class Streaming implements CamelContextAware {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Ledger ledger;
    private final Recipes recipes;
    private final IngestionCalls calls;
    private final DataCloudSettings settings;
    private final ProgressBoard progress;
    private final Clock clock;
    private CamelContext context;

    public Streaming(
            Ledger ledger,
            Recipes recipes,
            IngestionCalls calls,
            DataCloudSettings settings,
            ProgressBoard progress,
            Clock clock) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.calls = calls;
        this.settings = settings;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Streams what is left of a delivery. After it, Data Cloud has acknowledged all of it. If it
     * fails, it can be called again.
     */
    public void stream(@Variable(DueConsumer.WORK) Work.OnDelivery work) throws Exception {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        if (delivery.state() != DeliveryState.COMMITTED) {
            return;
        }
        Records records = recipes.get(delivery);
        records.checkFile();
        Checkpoint checkpoint = ledger.streams().begun(delivery);
        int parallel = settings.parallelRequests();
        ExecutorService threads =
                context.getExecutorServiceManager()
                        .newFixedThreadPool(this, "stream-" + delivery.id(), parallel);
        try (ProducerTemplate template = context.createProducerTemplate()) {
            StreamRun run =
                    new StreamRun(
                            ledger,
                            progress,
                            delivery,
                            checkpoint,
                            template,
                            threads,
                            parallel,
                            clock);
            try {
                send(delivery, records, checkpoint, run);
                run.finish();
            } finally {
                run.awaitAll();
                run.note();
            }
            // The file may have been changed while it was read.
            records.checkFile();
            ledger.streams().ended(delivery.id());
            ledger.deliveries().wentOn(delivery);
        } finally {
            context.getExecutorServiceManager().shutdownNow(threads);
        }
    }

    private void send(Delivery delivery, Records records, Checkpoint checkpoint, StreamRun run)
            throws Exception {
        Export export = ledger.exports().get(delivery.exportId());
        MicroBatchCuts cuts = new MicroBatchCuts(export, delivery, records, settings);
        Path list = ReportNames.leftOut(export, delivery);
        Optional<LeftOutLines> leftOut = LeftOutLines.open(list);
        if (leftOut.isEmpty()) {
            try (MicroBatchCutter cutter = cuts.all((record, why) -> {})) {
                send(delivery, cutter, checkpoint, run);
            }
        } else {
            try (LeftOutLines lines = leftOut.get();
                    MicroBatchCutter cutter =
                            cuts.leavingOut((record, why) -> {}, lines, (record, key, by) -> {})) {
                send(delivery, cutter, checkpoint, run);
            }
        }
    }

    private void send(
            Delivery delivery, MicroBatchCutter cutter, Checkpoint checkpoint, StreamRun run)
            throws Exception {
        progress.reading(delivery, cutter);
        cutter.skip(checkpoint.records());
        for (Optional<MicroBatch> next = cutter.next(); next.isPresent(); next = cutter.next()) {
            run.send(next.get());
        }
    }

    /** Addresses a micro-batch to the tenant. */
    public void address(
            Message message,
            @Header(StreamTarget.CONNECTOR) String connector,
            @Header(StreamTarget.ENDPOINT) String endpoint,
            @Header(StreamTarget.DELETE) boolean delete)
            throws IOException {
        if (delete) {
            message.setBody(keys(message.getBody(byte[].class)));
            calls.streamDelete(message, connector, endpoint);
        } else {
            calls.stream(message, connector, endpoint);
        }
    }

    /** The keys of a delete, of which there are few. */
    private static List<String> keys(byte[] body) throws IOException {
        List<String> keys = new ArrayList<>();
        JSON.readTree(body).path("ids").forEach(key -> keys.add(key.asText()));
        return keys;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }
}
