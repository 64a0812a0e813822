package io.saltroad.bench.clients;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Comparisons as dots: for each setting the seconds and the CPU seconds of each client, each on a
 * logarithmic scale, since the slowest client takes a hundred times as long as the fastest.
 */
final class ComparisonPicture {

    private static final int ROW = 22;
    private static final int HEAD = 54;
    private static final int LABELS = 220;
    private static final int SCALE = 260;
    private static final int NUMBERS = 70;
    private static final int WIDTH = LABELS + 2 * (SCALE + NUMBERS);

    private final StringBuilder svg = new StringBuilder();

    private ComparisonPicture() {}

    static String of(List<Comparison> comparisons) {
        ComparisonPicture picture = new ComparisonPicture();
        int y = 0;
        for (Comparison comparison : comparisons) {
            y = picture.draw(comparison, y);
        }
        return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" role="img" \
        aria-label="Seconds and CPU seconds of each client, on logarithmic scales">
        <style>
        text { font: 13px system-ui, sans-serif; fill: #1c2430 }
        .title { font-weight: 600; font-size: 15px } .head { fill: #556 } .number { fill: #334 }
        .decade { fill: #778; font-size: 11px; text-anchor: middle }
        .grid { stroke: #dde2e8 } .ours { fill: #1f6feb } .others { fill: #7d8a99 }
        </style>
        <rect width="100%%" height="100%%" fill="#fff"/>
        %s</svg>
        """
                .formatted(WIDTH, y, WIDTH, picture.svg);
    }

    private int draw(Comparison comparison, int top) {
        text(0, top + 18, "title", comparison.setting().toString());
        int bottom = top + HEAD + ROW * comparison.names().size();
        column(comparison, "seconds", ClientFigures::seconds, LABELS, top, bottom);
        column(
                comparison,
                "CPU seconds",
                ClientFigures::cpuSeconds,
                LABELS + SCALE + NUMBERS,
                top,
                bottom);
        int y = top + HEAD;
        for (String client : comparison.names()) {
            text(0, y + 15, "name", client);
            y += ROW;
        }
        return bottom + ROW;
    }

    private void column(
            Comparison comparison,
            String title,
            ToDoubleFunction<ClientFigures> figure,
            int left,
            int top,
            int bottom) {
        DoubleSummaryStatistics all =
                comparison.names().stream()
                        .flatMap(client -> comparison.median(client).stream())
                        .mapToDouble(figure)
                        .filter(value -> value > 0)
                        .summaryStatistics();
        if (all.getCount() == 0) {
            return;
        }
        Decades decades = Decades.around(all);
        text(left, top + 34, "head", title);
        for (int power = decades.first(); power <= decades.last(); power++) {
            BigDecimal number = new BigDecimal(BigInteger.ONE, -power);
            int x = left + decades.place(number.doubleValue());
            add(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>%n",
                    x, x, top + HEAD, bottom);
            text(x, top + HEAD - 4, "decade", number.toPlainString());
        }
        int y = top + HEAD;
        for (String client : comparison.names()) {
            double value = comparison.median(client).map(figure::applyAsDouble).orElse(0.0);
            if (value > 0) {
                int x = left + decades.place(value);
                add(
                        "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"6\"/>%n",
                        client.startsWith("Saltroad") ? "ours" : "others", x, y + ROW / 2);
                text(x + 11, y + 15, "number", String.format(Locale.ROOT, "%.2f", value));
            }
            y += ROW;
        }
    }

    private void text(int x, int y, String kind, String text) {
        add("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n", kind, x, y, text);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    /** A logarithmic scale from one power of ten to another. */
    private record Decades(int first, int last) {

        static Decades around(DoubleSummaryStatistics values) {
            int first = (int) Math.floor(Math.log10(values.getMin()));
            int last = (int) Math.ceil(Math.log10(values.getMax()));
            return new Decades(first, Math.max(first + 1, last));
        }

        /** How far from the beginning of the scale. */
        int place(double value) {
            return (int) Math.round(SCALE * (Math.log10(value) - first) / (last - first));
        }
    }
}
