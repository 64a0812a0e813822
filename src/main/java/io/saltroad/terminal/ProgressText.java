package io.saltroad.terminal;

import io.saltroad.delivery.DeliveryProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Words for how far the open deliveries are. The speed is that from the claim of an export to the
 * last byte read of it.
 */
final class ProgressText {

    private static final int NAME_WIDTH = 26;
    private static final int BAR_WIDTH = 10;
    private static final int MOST_LINES = 12;
    private static final String WAITING = "waiting";

    private final char full;
    private final char empty;

    /**
     * @param blocks whether the terminal can show block characters
     */
    ProgressText(boolean blocks) {
        this.full = blocks ? '█' : '#';
        this.empty = blocks ? '░' : '.';
    }

    /** A head, then one line a delivery, narrower than 80 columns; nothing without deliveries. */
    List<String> lines(List<DeliveryProgress> deliveries) {
        if (deliveries.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%-26s %-8s %-15s %10s %6s %6s",
                        "EXPORT",
                        "STATE",
                        "",
                        "RECORDS",
                        "MB/S",
                        "JOBS"));
        deliveries.stream().limit(MOST_LINES).map(this::line).forEach(lines::add);
        if (deliveries.size() > MOST_LINES) {
            lines.add("and %d more".formatted(deliveries.size() - MOST_LINES));
        }
        return lines;
    }

    /** One sentence a delivery that is under way, for a log. */
    List<String> sentences(List<DeliveryProgress> deliveries) {
        List<String> sentences = new ArrayList<>();
        deliveries.stream()
                .filter(delivery -> !delivery.step().equals(WAITING))
                .map(ProgressText::sentence)
                .forEach(sentences::add);
        int waiting = deliveries.size() - sentences.size();
        if (waiting > 0) {
            sentences.add(waiting == 1 ? "1 delivery waits" : waiting + " deliveries wait");
        }
        return sentences;
    }

    private String line(DeliveryProgress delivery) {
        long percent = percent(delivery);
        return String.format(
                Locale.ROOT,
                "%-26s %-8s %s %3d%% %10s %6s %6s",
                Figures.shortened(name(delivery), NAME_WIDTH),
                delivery.step(),
                bar(percent),
                percent,
                Figures.count(delivery.records()),
                delivery.step().equals(WAITING) ? "" : megabytesPerSecond(delivery),
                delivery.jobs() == 0 ? "" : delivery.jobsDone() + "/" + delivery.jobs());
    }

    private String bar(long percent) {
        int length = (int) (percent * BAR_WIDTH / 100);
        return String.valueOf(full).repeat(length)
                + String.valueOf(empty).repeat(BAR_WIDTH - length);
    }

    private static String sentence(DeliveryProgress delivery) {
        return String.format(
                Locale.ROOT,
                "%s is %s: %d%% read, %s records, %s MB/s, %d of %d jobs done",
                name(delivery),
                delivery.step(),
                readPercent(delivery),
                Figures.count(delivery.records()),
                megabytesPerSecond(delivery),
                delivery.jobsDone(),
                delivery.jobs());
    }

    /** How much of the step is done: of reading, or of the jobs once all is read. */
    private static long percent(DeliveryProgress delivery) {
        boolean committed =
                delivery.step().equals("tracking") || delivery.step().equals("settling");
        return committed && delivery.jobs() > 0
                ? delivery.jobsDone() * 100L / delivery.jobs()
                : readPercent(delivery);
    }

    private static long readPercent(DeliveryProgress delivery) {
        return delivery.bytesTotal() == 0
                ? 100
                : delivery.bytesRead() * 100 / delivery.bytesTotal();
    }

    private static String megabytesPerSecond(DeliveryProgress delivery) {
        double seconds = delivery.sinceClaim().toMillis() / 1000.0;
        return Figures.megabytes(seconds <= 0 ? 0 : delivery.bytesRead() / seconds);
    }

    private static String name(DeliveryProgress delivery) {
        return delivery.feed() + "/" + delivery.export();
    }
}
