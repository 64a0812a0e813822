package io.saltroad;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.saltroad.delivery.CommitOrder;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Ledger;
import io.saltroad.terminal.ReceiptTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What became of all exports of one run. */
final class RunReport {

    /**
     * @param delivery empty if the export never became one
     */
    private record Line(Export export, Optional<Delivery> delivery) {}

    private final List<Line> lines = new ArrayList<>();
    private final List<String> stuck;
    private final Ledger ledger;
    private final DeliveryJson json;

    /**
     * Reads what was open at the start or has come since.
     *
     * @param stuck what could not even be picked up, as sentences
     */
    RunReport(Ledger ledger, Instant start, List<String> stuck) {
        this.ledger = ledger;
        this.stuck = List.copyOf(stuck);
        this.json = new DeliveryJson(ledger);
        Map<String, List<Delivery>> deliveries =
                ledger.deliveries().since(start).stream()
                        .collect(Collectors.groupingBy(Delivery::exportId));
        for (Export export : ledger.exports().since(start)) {
            List<Delivery> ofExport = deliveries.getOrDefault(export.id(), List.of());
            ofExport.forEach(delivery -> lines.add(new Line(export, Optional.of(delivery))));
            if (ofExport.isEmpty()) {
                lines.add(new Line(export, Optional.empty()));
            }
        }
    }

    int exitCode() {
        if (!stuck.isEmpty()) {
            return ExitCode.PERSON_NEEDED;
        }
        return lines.stream().mapToInt(RunReport::exitCode).max().orElse(ExitCode.ALL_DELIVERED);
    }

    private static int exitCode(Line line) {
        if (line.export().state() == ExportState.DEAD) {
            return ExitCode.PERSON_NEEDED;
        }
        return line.delivery().map(ExitCode::of).orElse(ExitCode.ALL_DELIVERED);
    }

    /** Whether every record that was read has one outcome, in every delivery. */
    boolean addsUp() {
        return lines.stream()
                .flatMap(line -> line.delivery().stream())
                .allMatch(delivery -> delivery.counts().addUp());
    }

    /** Writes it for people, or for programs. */
    void write(PrintWriter out, boolean asJson) {
        if (asJson) {
            out.println(DeliveryJson.text(json()));
        } else {
            text().forEach(out::println);
        }
        out.flush();
    }

    /** A table, then a sentence for everything that somebody should look at. */
    List<String> text() {
        if (lines.isEmpty()) {
            return stuck.isEmpty() ? List.of("There was nothing to deliver.") : stuck;
        }
        ReceiptTable table = new ReceiptTable();
        for (Line line : lines) {
            line.delivery()
                    .ifPresentOrElse(
                            delivery -> table.add(line.export(), delivery),
                            () -> table.add(line.export()));
        }
        List<String> text = new ArrayList<>(table.lines());
        lines.stream()
                .filter(line -> exitCode(line) != ExitCode.ALL_DELIVERED)
                .map(this::sentence)
                .forEach(text::add);
        text.addAll(stuck);
        return text;
    }

    private String sentence(Line line) {
        String state =
                line.delivery()
                        .map(delivery -> delivery.state().name())
                        .orElse(line.export().state().name())
                        .toLowerCase(Locale.ROOT);
        Optional<String> waits = CommitOrder.waitsFor(ledger, line.export());
        if (waits.isPresent()) {
            return "%s/%s %s"
                    .formatted(line.export().feed(), line.export().fileName(), waits.get());
        }
        return "%s/%s is %s%s%s"
                .formatted(
                        line.export().feed(),
                        line.export().fileName(),
                        state,
                        line.delivery()
                                .flatMap(Delivery::reason)
                                .map(reason -> ": " + reason.message())
                                .orElse(""),
                        line.export()
                                .restingPlace()
                                .map(Path::toString)
                                .map(", see "::concat)
                                .orElse(""));
    }

    /** The same for programs. */
    ObjectNode json() {
        ObjectNode root = DeliveryJson.object();
        ArrayNode deliveries = root.putArray("deliveries");
        Counts total = Counts.NONE;
        for (Line line : lines) {
            deliveries.add(
                    line.delivery()
                            .map(delivery -> json.summary(line.export(), delivery))
                            .orElseGet(() -> json.summary(line.export())));
            total = total.plus(line.delivery().map(Delivery::counts).orElse(Counts.NONE));
        }
        root.set("counts", DeliveryJson.counts(total));
        if (!stuck.isEmpty()) {
            ArrayNode left = root.putArray("stuck");
            stuck.forEach(left::add);
        }
        root.put("exitCode", exitCode());
        return root;
    }
}
