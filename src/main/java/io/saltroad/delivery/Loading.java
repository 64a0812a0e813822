package io.saltroad.delivery;

import io.saltroad.chunk.ChunkSize;
import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.datacloud.IngestionCalls;
import io.saltroad.export.Records;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.IngestionJob;
import io.saltroad.ledger.IngestionQueue;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Ledger;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Variable;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the chunks of a committed delivery into a job of Data Cloud, which may hold chunks of
 * others already. Each upload stands in the ledger before the next one begins.
 *
 * <p>An upload whose answer was lost is done again in the same job: upserts and deletes by key do
 * no harm twice. It counts among the files of the job, though.
 */
public final class Loading implements CamelContextAware {

    private static final String UPLOAD = "upload";
    private static final String PLACE = "place";

    private static final int CONFLICT = 409;

    private static final Logger LOG = LoggerFactory.getLogger(Loading.class);

    private final Ledger ledger;
    private final Recipes recipes;
    private final IngestionQueues queues;
    private final IngestionCalls calls;
    private final DataCloudSettings settings;
    private final ProgressBoard progress;
    private final RunningStreams streams;
    private CamelContext context;

    public Loading(
            Ledger ledger,
            Recipes recipes,
            IngestionQueues queues,
            IngestionCalls calls,
            DataCloudSettings settings,
            ProgressBoard progress,
            RunningStreams streams) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.queues = queues;
        this.calls = calls;
        this.settings = settings;
        this.progress = progress;
        this.streams = streams;
    }

    /**
     * Whether the last attempt failed while a job was open: somebody may have ended it, so that its
     * state must be asked.
     */
    public boolean isDoubtful(@Variable(DueConsumer.WORK) Work.OnDelivery work) {
        return work.delivery().attempt() > 0 && job(work).isPresent();
    }

    /** Takes the open job as the one that the next question is about. */
    public void doubt(@Variable(DueConsumer.WORK) Work.OnDelivery work, Exchange exchange) {
        exchange.setVariable(IngestionTracking.JOB, job(work).orElseThrow());
    }

    /** Whether a job must be opened first, and may be. */
    public boolean needsJob(@Variable(DueConsumer.WORK) Work.OnDelivery work) {
        return job(work).isEmpty()
                && queues.mayLoad().stream().anyMatch(one -> one.id().equals(work.key()));
    }

    /** Whether there is an open job that takes the next chunk. */
    public boolean hasJob(@Variable(DueConsumer.WORK) Work.OnDelivery work) {
        return job(work).isPresent();
    }

    private Optional<IngestionJob> job(Work.OnDelivery work) {
        return queues.jobFor(work.delivery());
    }

    /** Writes the intent to open a job, and addresses the call to the tenant. */
    public void intend(@Variable(DueConsumer.WORK) Work.OnDelivery work, Exchange exchange) {
        Delivery delivery = work.delivery();
        warnIfStreamed(delivery);
        exchange.setVariable(
                IngestionTracking.JOB,
                ledger.ingestionJobs().intended(IngestionQueue.of(delivery), delivery.operation()));
        calls.createJob(
                exchange.getMessage(),
                delivery.connector().orElseThrow(),
                delivery.object(),
                delivery.operation());
    }

    /** What is streamed into the object meanwhile is not lost, but comes later than usual. */
    private void warnIfStreamed(Delivery delivery) {
        IngestionQueue queue = IngestionQueue.of(delivery);
        Optional<Instant> lastMessage = streams.lastMessage(queue);
        if (lastMessage.isPresent()) {
            String message =
                    "a bulk job over the running stream of %s, whose last message came at %s: Data Cloud puts the stream off until the job has ended"
                            .formatted(queue, lastMessage.get());
            LOG.warn("{} [{}]", message, delivery.id());
            ledger.events().ofDelivery(delivery, "over-stream", message);
        }
    }

    /** The job is Open. */
    public void created(
            @Body io.saltroad.datacloud.IngestionJob answer,
            @Variable(IngestionTracking.JOB) IngestionJob intent) {
        ledger.ingestionJobs().created(intent, answer.id());
    }

    /**
     * The create was not answered with a job. If it was refused there is none, and the intent is
     * withdrawn; else it stays, and is looked for before the next create.
     *
     * @throws Exception the failure; a refusal because of another job of the object may pass
     */
    public void notCreated(
            @Variable(IngestionTracking.JOB) IngestionJob intent,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure)
            throws Exception {
        if (failure instanceof HttpOperationFailedException answered
                && answered.getStatusCode() >= 400
                && answered.getStatusCode() < 500) {
            if (answered.getStatusCode() == CONFLICT) {
                // Asked for again and again, it would use up the slots of other objects.
                ledger.ingestionJobs().refused(intent);
                throw new ObjectBusyException(
                        "Data Cloud has an unfinished job of %s already, and works on one at a time"
                                .formatted(intent.queue()));
            }
            ledger.ingestionJobs().withdrawn(intent);
        }
        throw failure;
    }

    /**
     * Loads as many chunks of the delivery as the open job takes. If all are loaded then, Data
     * Cloud's work can begin. If it fails, it can be called again.
     *
     * @throws io.saltroad.export.ExportException if a chunk is not what it was when it was checked;
     *     it has not been sent
     */
    public void fill(@Variable(DueConsumer.WORK) Work.OnDelivery work) throws Exception {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        Optional<IngestionJob> job = job(work);
        if (delivery.state() != DeliveryState.COMMITTED || job.isEmpty()) {
            return;
        }
        Records records = recipes.get(delivery);
        records.checkFile();
        ExecutorService thread =
                context.getExecutorServiceManager()
                        .newFixedThreadPool(this, "load-" + delivery.id(), 1);
        try (ProducerTemplate template = context.createProducerTemplate()) {
            // One file after another is all that Data Cloud takes for a job.
            ChunkUploads uploads =
                    new ChunkUploads(template, ChunkUploads.INTO_A_SHARED_JOB, thread, 1);
            try {
                new Restaging(ledger, delivery)
                        .run(
                                records,
                                Fingerprint.chunkSize(delivery)
                                        .orElseGet(() -> new ChunkSize(settings.chunkSize())),
                                uploads,
                                template,
                                queues.room(job.get()));
            } finally {
                uploads.awaitAll();
            }
        } finally {
            context.getExecutorServiceManager().shutdownNow(thread);
        }
        ledger.deliveries().wentOn(delivery);
    }

    /** The chunk counts among the files of the job now; the body becomes the file to send. */
    public void beginChunk(@Body ChunkUpload upload, Exchange exchange) {
        IngestionJob job = queues.jobFor(upload.delivery()).orElseThrow();
        exchange.setVariable(UPLOAD, upload);
        exchange.setVariable(
                PLACE,
                ledger.ingestionJobs().loading(job, upload.delivery(), upload.content().number()));
        exchange.getMessage().setBody(upload.content().body());
        calls.upload(exchange.getMessage(), job.idAtSalesforce());
    }

    /** Data Cloud has the chunk. */
    public void loaded(@Variable(UPLOAD) ChunkUpload upload, @Variable(PLACE) Job place) {
        ledger.jobs().uploaded(place);
        progress.uploaded(upload.delivery(), upload.content().chunk().bytes());
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
