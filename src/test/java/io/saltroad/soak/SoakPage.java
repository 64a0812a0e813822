package io.saltroad.soak;

import java.util.List;
import java.util.Locale;

/** The result of a soak run as a page that stands alone, with a picture of the memory over time. */
final class SoakPage {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 260;
    private static final int LEFT = 50;

    private SoakPage() {}

    static String of(
            SoakResult result, List<MemoryWatch.Sample> resident, List<MemoryWatch.Sample> heap) {
        double seconds = Math.max(1, last(resident));
        double most = resident.stream().mapToDouble(MemoryWatch.Sample::megabytes).max().orElse(1);
        double top = Math.ceil(most / 50) * 50;
        return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Soak run</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430 }
        pre { background: #f4f6f8; padding: 1rem; overflow-x: auto }
        svg { width: 100%%; height: auto } text { font-size: 12px; fill: #556 }
        .good { color: #14692f } .bad { color: #a11 }
        </style></head><body>
        <h1>Soak run: <span class="%s">%s</span></h1>
        <p>%,d exports with %,d records, %,d faults; %,d records lost, %,d delivered twice.</p>
        <h2>Memory over time</h2>
        %s
        <p>Blue: what the system has given the process. Green: what lives in its heap after a full
        collection. Megabytes over seconds.</p>
        <h2>Figures</h2>
        <pre>%s</pre>
        <h2>Faults, and how often they were played</h2>
        <pre>%s</pre>
        </body></html>
        """
                .formatted(
                        result.passed() ? "good" : "bad",
                        result.passed() ? "passed" : "failed",
                        result.exports(),
                        result.records(),
                        result.faultsPlayed(),
                        result.lost(),
                        result.twice(),
                        picture(resident, heap, seconds, top),
                        escaped(result.table()),
                        escaped(faults(result)));
    }

    private static double last(List<MemoryWatch.Sample> samples) {
        return samples.isEmpty() ? 0 : samples.get(samples.size() - 1).second();
    }

    private static String picture(
            List<MemoryWatch.Sample> resident,
            List<MemoryWatch.Sample> heap,
            double seconds,
            double top) {
        StringBuilder svg =
                new StringBuilder(
                        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"memory over time\">"
                                .formatted(WIDTH, HEIGHT + 30));
        for (double megabytes = 0; megabytes <= top; megabytes += top / 5) {
            double y = y(megabytes, top);
            svg.append(
                    format(
                            "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dde\"/>"
                                    + "<text x=\"0\" y=\"%.1f\">%.0f MB</text>",
                            LEFT, WIDTH, y, y, y + 4, megabytes));
        }
        for (int part = 0; part <= 5; part++) {
            double second = seconds * part / 5;
            svg.append(
                    format(
                            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f s</text>",
                            Math.min(x(second, seconds), WIDTH - 15), HEIGHT + 20, second));
        }
        line(svg, resident, "#2160b5", seconds, top);
        line(svg, heap, "#1d8a3c", seconds, top);
        return svg.append("</svg>").toString();
    }

    private static void line(
            StringBuilder svg,
            List<MemoryWatch.Sample> samples,
            String colour,
            double seconds,
            double top) {
        svg.append(
                "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" + colour + "\" points=\"");
        for (MemoryWatch.Sample sample : samples) {
            svg.append(
                    format("%.1f,%.1f ", x(sample.second(), seconds), y(sample.megabytes(), top)));
        }
        svg.append("\"/>");
    }

    private static double x(double second, double seconds) {
        return LEFT + (WIDTH - LEFT) * Math.min(1, second / seconds);
    }

    private static double y(double megabytes, double top) {
        return HEIGHT - (HEIGHT - 10) * megabytes / top;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static String faults(SoakResult result) {
        StringBuilder text = new StringBuilder();
        result.faults().forEach((name, times) -> text.append("%6d  %s%n".formatted(times, name)));
        return text.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
