package io.saltroad.terminal;

import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Event;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All about one delivery, as a page of text. Times are those of this machine's zone. */
public record DeliveryDetails(
        Export export, Delivery delivery, List<Job> jobs, List<Chunk> chunks, List<Event> events) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    public DeliveryDetails {
        jobs = List.copyOf(jobs);
        chunks = List.copyOf(chunks);
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
                                delivery.object(),
                                delivery.keyField().map(" by "::concat).orElse("")));
        lines.add("state     " + delivery.state().name().toLowerCase(Locale.ROOT));
        delivery.reason()
                .ifPresent(
                        reason ->
                                lines.add(
                                        "because   %s (%s)"
                                                .formatted(reason.message(), reason.code())));
        lines.add("rests in  " + export.restingPlace().map(Path::toString).orElse("-"));
        lines.add("");
        lines.addAll(new ReceiptTable().add(export, delivery).lines());
        add(lines, jobTable(), !jobs.isEmpty());
        add(lines, chunkTable(), !chunks.isEmpty());
        add(lines, eventTable(), !events.isEmpty());
        return lines;
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
                        .numbers("FROM LINE")
                        .numbers("RECORDS")
                        .numbers("BYTES")
                        .words("SHA256");
        for (Chunk chunk : chunks) {
            table.row(
                    Figures.count(chunk.number()),
                    Figures.count(chunk.firstLine()),
                    Figures.count(chunk.records()),
                    Figures.count(chunk.bytes()),
                    chunk.sha256());
        }
        return table;
    }

    private Table eventTable() {
        Table table = new Table().words("TIME").words("EVENT").words("");
        events.forEach(event -> table.row(TIME.format(event.at()), event.kind(), event.message()));
        return table;
    }

    private static String time(Optional<Instant> time) {
        return time.map(TIME::format).orElse("-");
    }
}
