package io.saltroad.bench.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A comparison in Markdown, as it stands in the documentation. */
final class ComparisonTable {

    private static final String NONE = "";

    private ComparisonTable() {}

    static String of(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        lines.add("### " + capitalized(comparison.setting().toString()));
        lines.add("");
        lines.add(
                "| client | seconds | from, to | × curl | CPU s | × best that reads | peak MB |"
                        + " API calls | rounds |");
        lines.add("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (String client : comparison.names()) {
            lines.add(row(comparison, client));
        }
        for (String client : comparison.names()) {
            for (String why : comparison.failures(client)) {
                lines.add("\n%s did not count, %s".formatted(client, why));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String row(Comparison comparison, String client) {
        Optional<ClientFigures> median = comparison.median(client);
        return "| %s | %s | %s | %s | %s | %s | %s | %s | %d |"
                .formatted(
                        client,
                        median.map(m -> text("%.2f", m.seconds())).orElse(NONE),
                        comparison
                                .seconds(client)
                                .map(
                                        s ->
                                                text("%.2f", s.getMin())
                                                        + ", "
                                                        + text("%.2f", s.getMax()))
                                .orElse(NONE),
                        comparison.timesCurl(client).map(r -> text("%.2f", r)).orElse(NONE),
                        median.map(m -> text("%.2f", m.cpuSeconds())).orElse(NONE),
                        comparison.cpuOfBestReader(client).map(r -> text("%.2f", r)).orElse(NONE),
                        median.map(m -> text("%.0f", m.peakMegabytes())).orElse(NONE),
                        median.map(m -> text("%.0f", m.apiCalls())).orElse(NONE),
                        comparison.rounds(client));
    }

    private static String capitalized(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String text(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
