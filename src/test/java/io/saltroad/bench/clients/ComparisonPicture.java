package io.saltroad.bench.clients;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Comparisons as bars: for each setting the seconds and the CPU seconds of each client. */
final class ComparisonPicture {

    private static final int ROW = 22;
    private static final int HEAD = 46;
    private static final int LABELS = 210;
    private static final int BARS = 260;
    private static final int NUMBERS = 70;
    private static final int WIDTH = LABELS + 2 * (BARS + NUMBERS);

    private ComparisonPicture() {}

    static String of(List<Comparison> comparisons) {
        StringBuilder bars = new StringBuilder();
        int y = 0;
        for (Comparison comparison : comparisons) {
            bars.append(text(0, y + 18, "title", comparison.setting().toString()));
            bars.append(text(LABELS, y + 36, "head", "seconds"));
            bars.append(text(LABELS + BARS + NUMBERS, y + 36, "head", "CPU seconds"));
            y += HEAD;
            for (String client : comparison.names()) {
                bars.append(text(0, y + 14, "name", client));
                bar(bars, comparison, client, ClientFigures::seconds, LABELS, y);
                bar(
                        bars,
                        comparison,
                        client,
                        ClientFigures::cpuSeconds,
                        LABELS + BARS + NUMBERS,
                        y);
                y += ROW;
            }
            y += ROW;
        }
        return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" role="img" \
        aria-label="Seconds and CPU seconds of each client">
        <style>
        text { font: 13px system-ui, sans-serif; fill: #1c2430 }
        .title { font-weight: 600; font-size: 15px } .head { fill: #556 } .number { fill: #334 }
        .ours { fill: #1f6feb } .others { fill: #9aa7b5 }
        </style>
        <rect width="100%%" height="100%%" fill="#fff"/>
        %s</svg>
        """
                .formatted(WIDTH, y, WIDTH, bars);
    }

    private static void bar(
            StringBuilder svg,
            Comparison comparison,
            String client,
            ToDoubleFunction<ClientFigures> figure,
            int x,
            int y) {
        double most =
                comparison.names().stream()
                        .flatMap(name -> comparison.median(name).stream())
                        .mapToDouble(figure)
                        .max()
                        .orElse(1);
        comparison
                .median(client)
                .ifPresent(
                        median -> {
                            double value = figure.applyAsDouble(median);
                            double width = Math.max(1, BARS * value / most);
                            svg.append(
                                    String.format(
                                            Locale.ROOT,
                                            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\""
                                                    + " height=\"%d\"/>%n",
                                            client.startsWith("Saltroad") ? "ours" : "others",
                                            x,
                                            y + 3,
                                            width,
                                            ROW - 8));
                            svg.append(
                                    text(
                                            x + (int) width + 6,
                                            y + 15,
                                            "number",
                                            String.format(Locale.ROOT, "%.1f", value)));
                        });
    }

    private static String text(int x, int y, String kind, String text) {
        return "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(kind, x, y, text);
    }
}
