package io.saltroad.terminal;

import io.saltroad.delivery.Advice;
import io.saltroad.delivery.DeadLetter;
import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Event;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Rounds;
import io.saltroad.ledger.Streams.Checkpoint;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All about one delivery, as a page of text. Times are those of this machine's zone.
 *
 * @param step whose failure ended it
 * @param advice if somebody must look
 * @param stream how far it has come by streaming
 * @param corrections exports that bring corrected records of it
 */
public record DeliveryDetails(
        Export export,
        Delivery delivery,
        Optional<String> step,
        Optional<Advice> advice,
        List<Job> jobs,
        List<Chunk> chunks,
        Optional<Checkpoint> stream,
        List<Rounds.Round> rounds,
        List<Export> corrections,
        List<Event> events) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    public DeliveryDetails {
        jobs = List.copyOf(jobs);
        chunks = List.copyOf(chunks);
        rounds = List.copyOf(rounds);
        corrections = List.copyOf(corrections);
        events = List.copyOf(events);
    }

    /** The lines of the page. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("delivery  " + delivery.id());
        lines.add(
                "export    %s/%s, %s bytes%s"
                        .formatted(
                                export.feed(),
                                export.fileName(),
                                Figures.count(export.bytes()),
                                export.sha256().map(", sha256 "::concat).orElse("")));
        lines.add(
                "target    %s %s%s"
                        .formatted(
                                delivery.operation(),
                                delivery.target().name(),
                                delivery.keyField().map(" by "::concat).orElse("") + lane()));
        lines.add("state     " + delivery.state().name().toLowerCase(Locale.ROOT) + stopped());
        delivery.reason().ifPresent(reason -> addReason(lines, reason));
        export.replayOf().ifPresent(first -> lines.add("corrects  " + first));
        corrections.forEach(
                correction ->
                        lines.add(
                                "corrected by %s (%s)"
                                        .formatted(
                                                Delivery.idOf(correction.id(), delivery.ordinal()),
                                                correction
                                                        .state()
                                                        .name()
                                                        .toLowerCase(Locale.ROOT))));
        lines.add("rests in  " + export.restingPlace().map(Path::toString).orElse("-"));
        lines.add("");
        lines.addAll(new ReceiptTable().add(export, delivery).lines());
        add(lines, jobTable(), !jobs.isEmpty());
        add(lines, chunkTable(), !chunks.isEmpty());
        stream.ifPresent(checkpoint -> add(lines, table(checkpoint), true));
        add(lines, roundTable(), !rounds.isEmpty());
        add(lines, table(events), !events.isEmpty());
        return lines;
    }

    private String lane() {
        return switch (delivery.lane()) {
            case CRM_BULK -> "";
            case DATA_CLOUD_BULK -> ", Data Cloud in bulk";
            case DATA_CLOUD_STREAM -> ", Data Cloud by streaming";
        };
    }

    /** Where it stopped, if somebody must look. */
    private String stopped() {
        String replays =
                delivery.replays() == 0 ? "" : ", replayed %d times".formatted(delivery.replays());
        if (!DeadLetter.needsPerson(delivery)) {
            return replays.replace("1 times", "once");
        }
        return delivery.deadFrom()
                        .map(from -> " since it was " + from.name().toLowerCase(Locale.ROOT))
                        .orElse("")
                + step.map(failed -> ", in step " + failed).orElse("")
                + replays.replace("1 times", "once");
    }

    private void addReason(List<String> lines, Reason reason) {
        if (!delivery.state().closed()) {
            lines.add(
                    "waits     until %s, after attempt %d: %s (%s)"
                            .formatted(
                                    TIME.format(delivery.notBefore()),
                                    delivery.attempt(),
                                    reason.message(),
                                    reason.code()));
            return;
        }
        lines.add("because   %s (%s)".formatted(reason.message(), reason.code()));
        advice.ifPresent(
                what -> {
                    lines.add("to do     " + what.hint());
                    what.commands().forEach(command -> lines.add("          " + command));
                });
    }

    private static void add(List<String> lines, Table table, boolean wanted) {
        if (wanted) {
            lines.add("");
            lines.addAll(table.lines());
        }
    }

    private Table jobTable() {
        Table table =
                new Table()
                        .words("JOB")
                        .numbers("CHUNK")
                        .words("STATE")
                        .numbers("PROCESSED")
                        .numbers("FAILED")
                        .words("UPLOADED")
                        .words("ENDED")
                        .words("ERROR");
        for (Job job : jobs) {
            table.row(
                    job.salesforceId().orElse("-"),
                    Figures.count(job.chunkNumber()),
                    job.state().word(),
                    job.recordsProcessed().map(Figures::count).orElse("-"),
                    job.recordsFailed().map(Figures::count).orElse("-"),
                    time(job.uploadedAt()),
                    time(job.endedAt()),
                    job.errorMessage().orElse(""));
        }
        return table;
    }

    private Table chunkTable() {
        Table table =
                new Table()
                        .numbers("CHUNK")
                        .numbers("ROUND")
                        .numbers("FROM LINE")
                        .numbers("RECORDS")
                        .numbers("BYTES")
                        .words("SHA256");
        for (Chunk chunk : chunks) {
            table.row(
                    Figures.count(chunk.number()),
                    Figures.count(chunk.round()),
                    Figures.count(chunk.firstLine()),
                    Figures.count(chunk.records()),
                    Figures.count(chunk.bytes()),
                    chunk.sha256());
        }
        return table;
    }

    /** What Data Cloud has acknowledged, without a gap. */
    private static Table table(Checkpoint stream) {
        return new Table()
                .words("STREAM")
                .numbers("RECORDS")
                .numbers("REQUESTS")
                .numbers("BYTES")
                .words("ENDED")
                .row(
                        TIME.format(stream.startedAt()),
                        Figures.count(stream.records()),
                        Figures.count(stream.requests()),
                        Figures.count(stream.bytes()),
                        time(stream.endedAt()));
    }

    /** The rounds of follow-up jobs, after the export itself. */
    private Table roundTable() {
        Table table =
                new Table()
                        .numbers("ROUND")
                        .words("STARTED")
                        .words("UPLOADED")
                        .words("FOR RECORDS WITH");
        for (Rounds.Round round : rounds) {
            table.row(
                    Figures.count(round.number()),
                    TIME.format(round.startedAt()),
                    time(round.stagedAt()),
                    String.join(", ", round.codes()));
        }
        return table;
    }

    static Table table(List<Event> events) {
        Table table = new Table().words("TIME").words("EVENT").words("");
        events.forEach(event -> table.row(TIME.format(event.at()), event.kind(), event.message()));
        return table;
    }

    private static String time(Optional<Instant> time) {
        return time.map(TIME::format).orElse("-");
    }
}
