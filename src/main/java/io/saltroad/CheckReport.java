package io.saltroad;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.saltroad.delivery.Finding;
import io.saltroad.delivery.SinkReport;
import io.saltroad.terminal.Table;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a check has found.
 *
 * @param problem why the export does not even go through the feed
 * @param sinks one for each sink of the feed
 */
record CheckReport(String feed, Path export, Optional<String> problem, List<SinkReport> sinks) {

    CheckReport {
        sinks = List.copyOf(sinks);
    }

    /** The worst that was found; only if nothing was, whether all was looked at counts. */
    int exitCode() {
        if (problem.isPresent() || has(SinkReport.Verdict.NOTHING)) {
            return ExitCode.PERSON_NEEDED;
        }
        if (has(SinkReport.Verdict.SOME_RECORDS)) {
            return ExitCode.RECORDS_MISSING;
        }
        return sinks.stream().allMatch(sink -> sink.unchecked().isEmpty())
                ? ExitCode.ALL_DELIVERED
                : ExitCode.COULD_NOT_RUN;
    }

    private boolean has(SinkReport.Verdict verdict) {
        return sinks.stream().anyMatch(sink -> sink.verdict() == verdict);
    }

    void write(PrintWriter out, boolean asJson) {
        if (asJson) {
            out.println(DeliveryJson.text(json()));
        } else {
            print(out);
        }
        out.flush();
    }

    private void print(PrintWriter out) {
        out.printf("Feed %s, export %s. Nothing was sent.%n", feed, export);
        problem.ifPresent(why -> out.printf("%nNothing would be delivered to any sink: %s%n", why));
        for (SinkReport sink : sinks) {
            out.println();
            out.printf("%s: %s%n", sink.sink(), sink.target());
            out.println(verdict(sink));
            sink.warnings().forEach(warning -> out.println("Note: " + warning));
            sink.unchecked().forEach(what -> out.println("Not checked: " + what));
            print(sink, out);
        }
    }

    private static String verdict(SinkReport sink) {
        String read = text(sink.read(), "record");
        String shown =
                sink.checked() > 0
                        ? String.format(
                                Locale.ROOT,
                                "; of %,d checked there, %,d would be refused",
                                sink.checked(),
                                sink.refused())
                        : "";
        String counts =
                String.format(
                        Locale.ROOT,
                        "%s read, %,d rejected, %,d superseded%s.",
                        read,
                        sink.rejected(),
                        sink.superseded(),
                        shown);
        return switch (sink.verdict()) {
            case NOTHING ->
                    sink.problem()
                                    .map(why -> "Nothing would be delivered: %s. ".formatted(why))
                                    .orElse(
                                            "None of the records that were looked at would arrive: ")
                            + counts;
            case SOME_RECORDS -> "Some records would not arrive: " + counts;
            case CLEAN ->
                    (sink.unchecked().isEmpty()
                                    ? "All records would be sent, and nothing is known against them: "
                                    : "Nothing was found, but not all was checked: ")
                            + counts;
        };
    }

    private static String text(long count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    private static void print(SinkReport sink, PrintWriter out) {
        if (sink.findings().isEmpty()) {
            return;
        }
        Table table =
                new Table()
                        .numbers("LINE")
                        .words("COLUMN")
                        .words("VALUE")
                        .words("RULE")
                        .words("FROM");
        for (Finding finding : sink.findings()) {
            table.row(
                    Long.toString(finding.line()),
                    finding.column(),
                    printable(finding.value()),
                    finding.rule(),
                    finding.by().word());
        }
        out.println();
        table.lines().forEach(out::println);
        long all = sink.tallies().stream().mapToLong(SinkReport.Tally::count).sum();
        if (all > sink.findings().size()) {
            out.println();
            Table counts = new Table().numbers("FINDINGS").words("COLUMN").words("FROM");
            sink.tallies()
                    .forEach(
                            tally ->
                                    counts.row(
                                            String.format(Locale.ROOT, "%,d", tally.count()),
                                            tally.column(),
                                            tally.by().word()));
            counts.lines().forEach(out::println);
        }
    }

    /** A line end, or what moves the cursor of a terminal, would tear the table apart. */
    private static String printable(String value) {
        return value.replaceAll("\\p{Cntrl}", "·");
    }

    private ObjectNode json() {
        ObjectNode root = DeliveryJson.object();
        root.put("feed", feed);
        root.put("export", export.toString());
        root.put("exitCode", exitCode());
        problem.ifPresent(why -> root.put("problem", why));
        ArrayNode list = root.putArray("sinks");
        for (SinkReport sink : sinks) {
            ObjectNode node = list.addObject();
            node.put("sink", sink.sink());
            node.put("target", sink.target());
            node.put("verdict", sink.verdict().name());
            sink.problem().ifPresent(why -> node.put("problem", why));
            ObjectNode counts = node.putObject("counts");
            counts.put("read", sink.read());
            counts.put("rejected", sink.rejected());
            counts.put("superseded", sink.superseded());
            counts.put("checked", sink.checked());
            counts.put("refused", sink.refused());
            sink.warnings().forEach(node.putArray("warnings")::add);
            sink.unchecked().forEach(node.putArray("unchecked")::add);
            ArrayNode tallies = node.putArray("tallies");
            for (SinkReport.Tally tally : sink.tallies()) {
                tallies.addObject()
                        .put("from", tally.by().word())
                        .put("column", tally.column())
                        .put("count", tally.count());
            }
            ArrayNode findings = node.putArray("findings");
            for (Finding finding : sink.findings()) {
                findings.addObject()
                        .put("line", finding.line())
                        .put("column", finding.column())
                        .put("value", finding.value())
                        .put("rule", finding.rule())
                        .put("from", finding.by().word());
            }
        }
        return root;
    }
}
