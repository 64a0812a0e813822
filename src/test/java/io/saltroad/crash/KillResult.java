package io.saltroad.crash;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What came out, as a table for a terminal, as a page and as JSON. */
record KillResult(String mode, long seed, Duration took, List<KillRow> rows) {

    int kills() {
        return rows.stream().mapToInt(KillRow::kills).sum();
    }

    int records() {
        return rows.stream().mapToInt(row -> row.findings().records()).sum();
    }

    long lost() {
        return rows.stream().mapToLong(row -> row.findings().lost().size()).sum();
    }

    long doubled() {
        return rows.stream().mapToLong(row -> row.findings().doubled().size()).sum();
    }

    long others() {
        return rows.stream().mapToLong(row -> row.findings().others().size()).sum();
    }

    long notReached() {
        return rows.stream().filter(row -> !row.asMeant()).count();
    }

    /** Points at which it was killed, each counted once. */
    long points() {
        return rows.stream()
                .filter(row -> row.kills() > 0)
                .flatMap(row -> List.of(row.point().split("; ", -1)).stream())
                .filter(point -> !point.startsWith("after ") || !point.endsWith(" ms"))
                .map(point -> point.replaceFirst(" \\(\\d+\\.\\)$", ""))
                .distinct()
                .count();
    }

    boolean clean() {
        return rows.stream().allMatch(KillRow::clean);
    }

    private Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("mode", mode);
        figures.put("seed", seed);
        figures.put("kills", kills());
        figures.put("points", points());
        figures.put("records", records());
        figures.put("lost", lost());
        figures.put("doubled", doubled());
        figures.put("wrong", others());
        figures.put("notReached", notReached());
        figures.put("seconds", took.toSeconds());
        return figures;
    }

    String table() {
        String lines = rows.stream().map(KillRow::line).collect(Collectors.joining("\n"));
        return lines
                + "\n\n"
                + figures().entrySet().stream()
                        .map(figure -> "%-11s %s".formatted(figure.getKey(), figure.getValue()))
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(figures());
        json.put(
                "rows",
                rows.stream()
                        .map(
                                row -> {
                                    Map<String, Object> line = new LinkedHashMap<>();
                                    line.put("point", row.point());
                                    line.put("occurrence", row.occurrence());
                                    line.put("story", row.story());
                                    line.put("verdict", row.verdict());
                                    line.put("kills", row.kills());
                                    line.put("records", row.findings().records());
                                    line.put("found", row.findings().all());
                                    line.put("milliseconds", row.took().toMillis());
                                    return line;
                                })
                        .toList());
        return json;
    }

    String page() {
        StringBuilder html = new StringBuilder();
        html.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n")
                .append("<title>Kills</title>\n<style>body{font:15px sans-serif;margin:2em}")
                .append("table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:left;")
                .append("border-bottom:1px solid #ddd;vertical-align:top}.n{text-align:right}")
                .append(".bad{background:#fdd}</style>\n<h1>Killed and restarted</h1>\n<table>\n");
        figures()
                .forEach((name, value) -> html.append("<tr><th>%s<td>%s\n".formatted(name, value)));
        html.append("</table>\n<h2>Every kill</h2>\n<table>\n<tr><th>result<th>point<th>time")
                .append("<th>story<th>kills<th>records<th>seconds<th>found\n");
        for (KillRow row : rows) {
            html.append(
                    String.format(
                            Locale.ROOT,
                            "<tr%s><td>%s<td>%s<td class=n>%s<td>%s<td class=n>%d<td class=n>%d"
                                    + "<td class=n>%.1f<td>%s\n",
                            row.clean() ? "" : " class=bad",
                            row.verdict(),
                            escaped(row.point()),
                            row.occurrence() == 0 ? "" : row.occurrence(),
                            escaped(row.story()),
                            row.kills(),
                            row.findings().records(),
                            row.took().toMillis() / 1000.0,
                            escaped(String.join("\n", row.findings().all()))
                                    .replace("\n", "<br>")));
        }
        return html.append("</table>\n</html>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
