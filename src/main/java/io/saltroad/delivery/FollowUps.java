package io.saltroad.delivery;

import io.saltroad.chunk.ChunkSize;
import io.saltroad.chunk.ChunkWriter;
import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.chunk.LineEnding;
import io.saltroad.delivery.ResultStore.Result;
import io.saltroad.export.ExportException;
import io.saltroad.export.FilePosition;
import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Rounds.Cut;
import io.saltroad.ledger.Rounds.Round;
import io.saltroad.salesforce.bulk.BulkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Variable;

/**
 * Brings records again that Salesforce did not take, for a reason that may pass: in follow-up jobs
 * of these records only, smaller each round, records of the same parent together.
 *
 * <p>Which records a round brings follows from the results of the rounds before, so a chunk that
 * was uploaded before an interruption is known again by its number and sha256.
 */
public final class FollowUps implements CamelContextAware {

    /** Bytes; jobs of less than this cost more requests than they spare locks. */
    private static final long WORTH_A_JOB = 1_000_000;

    private final Ledger ledger;
    private final Recipes recipes;
    private final BulkSettings bulk;
    private final FollowUpSettings settings;
    private final ColumnCheck columns;
    private final Clock clock;
    private CamelContext context;

    public FollowUps(
            Ledger ledger,
            Recipes recipes,
            BulkSettings bulk,
            FollowUpSettings settings,
            ColumnCheck columns,
            Clock clock) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.bulk = bulk;
        this.settings = settings;
        this.columns = columns;
        this.clock = clock;
    }

    /** Whether the last round has left records for another one. */
    public boolean isWorthWhile(
            @Variable(DueConsumer.WORK) Work.OnDelivery work,
            @Variable(ResultsFetch.RESULTS) JobResults results)
            throws IOException {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        int rounds = ledger.rounds().of(delivery.id()).size();
        // Results that were cut short would leave some of these records behind for good.
        return rounds < roundsAllowed(delivery)
                && results.isWhole()
                && results.retryable(rounds, settings.codes()) > 0;
    }

    /** Somebody who replays a delivery wants it to try again. */
    private static int roundsAllowed(Delivery delivery) {
        int retries = SinkParameters.of(delivery).retries();
        return retries + delivery.replays() * Math.max(1, retries);
    }

    /** Begins another round; it is staged after a pause. */
    public void begin(
            @Variable(DueConsumer.WORK) Work.OnDelivery work,
            @Variable(ResultsFetch.RESULTS) JobResults results)
            throws IOException {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        int last = ledger.rounds().of(delivery.id()).size();
        ledger.rounds()
                .begin(
                        delivery,
                        settings.codes(),
                        new Cut(bytesIn(last + 1), columns.parents(delivery)),
                        results.retryable(last, settings.codes()),
                        clock.instant().plus(settings.pauseBefore(last + 1)));
    }

    /** Whether a round has begun that is not uploaded as a whole. */
    public boolean hasBegun(@Variable(DueConsumer.WORK) Work.OnDelivery work) {
        return begun(work.delivery()).isPresent();
    }

    private Optional<Round> begun(Delivery delivery) {
        Set<Integer> incomplete = incompleteRounds(delivery);
        return ledger.rounds().of(delivery.id()).stream()
                .filter(round -> round.stagedAt().isEmpty() || incomplete.contains(round.number()))
                .findFirst();
    }

    /**
     * Uploads what the round that has begun brings again. After it, all its chunks lie in jobs that
     * count. If it fails, it can be called again.
     */
    public void stage(
            @Variable(DueConsumer.WORK) Work.OnDelivery work,
            @Variable(ResultsFetch.RESULTS) JobResults results)
            throws Exception {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        List<Round> rounds = ledger.rounds().of(delivery.id());
        Optional<Round> begun = begun(delivery);
        if (begun.isEmpty()) {
            return;
        }
        results.complete();
        int parallel = SinkParameters.of(delivery).parallelUploads().orElse(bulk.parallelUploads());
        ExecutorService threads =
                context.getExecutorServiceManager()
                        .newFixedThreadPool(this, "upload-" + delivery.id(), parallel);
        try (ProducerTemplate template = context.createProducerTemplate()) {
            stage(
                    delivery,
                    begun.get(),
                    new Settlement.Journey(results, rounds.subList(0, begun.get().number())),
                    new ChunkUploads(
                            template, ChunkUploads.INTO_JOBS_OF_THEIR_OWN, threads, parallel),
                    template);
        } finally {
            context.getExecutorServiceManager().shutdownNow(threads);
        }
    }

    /** Rounds with a chunk that has no job which counts, since it could no longer be closed. */
    private Set<Integer> incompleteRounds(Delivery delivery) {
        Set<Integer> counting =
                ledger.jobs().ofDelivery(delivery.id()).stream()
                        .filter(job -> job.uploadedAt().isPresent())
                        .map(Job::chunkNumber)
                        .collect(Collectors.toSet());
        return ledger.deliveries().chunks(delivery.id()).stream()
                .filter(chunk -> !counting.contains(chunk.number()))
                .map(Chunk::round)
                .collect(Collectors.toSet());
    }

    private void stage(
            Delivery delivery,
            Round round,
            Settlement.Journey journey,
            ChunkUploads uploads,
            ProducerTemplate template)
            throws Exception {
        Export export = ledger.exports().get(delivery.exportId());
        Path scratch = ReportNames.scratchFolder(export, delivery);
        Path folder = scratch.resolve("round-" + round.number());
        Trees.delete(folder);
        Files.createDirectories(folder);
        Map<Integer, Chunk> known = new HashMap<>();
        int before = 0;
        for (Chunk chunk : ledger.deliveries().chunks(delivery.id())) {
            if (chunk.round() < round.number()) {
                before = Math.max(before, chunk.number());
            } else {
                known.put(chunk.number(), chunk);
            }
        }
        Map<Integer, Job> counting = countingJobs(delivery, template);
        Set<Integer> cut = new HashSet<>();
        try (AgainStore again = select(delivery, export, round, journey, folder);
                ChunkWriter writer =
                        new ChunkWriter(
                                again.columns(),
                                ColumnDelimiter.valueOf(delivery.columnDelimiter().orElseThrow()),
                                LineEnding.valueOf(delivery.lineEnding().orElseThrow()),
                                SinkParameters.of(delivery).format().embeddedLineEnd(),
                                new ChunkSize(round.cut().chunkBytes()),
                                folder,
                                before + 1)) {
            try {
                again.forEach(
                        (values, line) -> {
                            Optional<io.saltroad.chunk.Chunk> full = writer.add(values, line);
                            if (full.isPresent()) {
                                cut.add(full.get().number());
                                upload(delivery, round, full.get(), known, counting, uploads);
                            }
                        });
                Optional<io.saltroad.chunk.Chunk> last = writer.finish();
                if (last.isPresent()) {
                    cut.add(last.get().number());
                    upload(delivery, round, last.get(), known, counting, uploads);
                }
                uploads.finish();
            } finally {
                uploads.awaitAll();
            }
        }
        forgetOthers(delivery, known.keySet(), cut, counting);
        ledger.rounds().staged(round);
        Trees.delete(folder);
    }

    /** Chunks of this round that were not cut now, which another program may have cut otherwise. */
    private void forgetOthers(
            Delivery delivery, Set<Integer> known, Set<Integer> cut, Map<Integer, Job> counting)
            throws ExportException {
        Set<Integer> keep = new HashSet<>(cut);
        for (Chunk chunk : ledger.deliveries().chunks(delivery.id())) {
            int number = chunk.number();
            if (!known.contains(number)) {
                keep.add(number);
            } else if (!cut.contains(number) && counting.containsKey(number)) {
                throw changed(delivery, number);
            }
        }
        ledger.deliveries().forgetChunksExcept(delivery, keep);
    }

    private ExportException changed(Delivery delivery, int chunk) {
        return ExportException.at(
                recipes.get(delivery).file(),
                FilePosition.START,
                ExportException.Code.EXPORT_CHANGED,
                "chunk %d, which brings records again, is not what was uploaded in it before"
                        .formatted(chunk),
                "The export, its feed or its mapping has changed since: nothing more of it is sent."
                        + " Put back what it was, then replay the delivery");
    }

    /** Jobs whose upload counts, by chunk; Open ones without an acknowledged upload are aborted. */
    private Map<Integer, Job> countingJobs(Delivery delivery, ProducerTemplate template) {
        Map<Integer, Job> counting = new HashMap<>();
        for (Job job : ledger.jobs().ofDelivery(delivery.id())) {
            if (job.uploadedAt().isPresent()) {
                counting.put(job.chunkNumber(), job);
            } else if (job.state() == JobState.OPEN) {
                template.requestBody("direct:abort-job", job);
            }
        }
        return counting;
    }

    /** A quarter of the size each time: smaller jobs get in each other's way less. */
    private long bytesIn(int round) {
        long whole = bulk.chunkSize().bytes();
        long part = whole >> Math.min(2 * round, Long.SIZE - 1);
        return Math.max(part, Math.min(whole, WORTH_A_JOB));
    }

    private AgainStore select(
            Delivery delivery, Export export, Round round, Settlement.Journey journey, Path folder)
            throws IOException {
        try (SentRecords sent = SentRecords.open(recipes.get(delivery), export, delivery)) {
            List<String> targets = sent.cursor().targetColumns();
            AgainStore again =
                    new AgainStore(
                            folder.resolve("again.db"),
                            targets,
                            round.cut().parents().stream()
                                    .map(targets::indexOf)
                                    .filter(position -> position >= 0)
                                    .toList());
            try {
                while (sent.next()) {
                    Optional<Result> result = journey.before(sent.cursor(), round);
                    if (result.isPresent() && journey.goesOn(round.number() - 1, result.get())) {
                        again.add(sent.cursor());
                    }
                }
                again.complete();
                return again;
            } catch (IOException | RuntimeException e) {
                again.close();
                throw e;
            }
        }
    }

    private void upload(
            Delivery delivery,
            Round round,
            io.saltroad.chunk.Chunk chunk,
            Map<Integer, Chunk> known,
            Map<Integer, Job> counting,
            ChunkUploads uploads)
            throws Exception {
        if (counting.containsKey(chunk.number())) {
            if (!known.get(chunk.number()).sha256().equals(chunk.sha256())) {
                throw changed(delivery, chunk.number());
            }
            Files.delete(chunk.file());
            return;
        }
        ledger.deliveries().cut(ChunkUpload.inLedger(delivery, round.number(), chunk));
        uploads.start(
                ChunkUpload.of(
                        delivery,
                        chunk,
                        ColumnDelimiter.valueOf(delivery.columnDelimiter().orElseThrow()),
                        LineEnding.valueOf(delivery.lineEnding().orElseThrow())));
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
