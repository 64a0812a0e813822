package io.saltroad.terminal;

import io.saltroad.delivery.DeliveryProgress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Words for how far the open deliveries are. The speed is that between two looks, so one object
 * must see all of them.
 */
final class ProgressText {

    private static final int NAME_WIDTH = 24;

    private record Seen(long bytes, Duration at, double speed) {}

    private Map<String, Seen> seen = new HashMap<>();

    /**
     * One line a delivery, all of one width below 80 columns.
     *
     * @param at time since the start, growing from look to look
     */
    List<String> lines(List<DeliveryProgress> deliveries, Duration at) {
        look(deliveries, at);
        return deliveries.stream().map(this::line).toList();
    }

    /** One sentence a delivery, for a log. */
    List<String> sentences(List<DeliveryProgress> deliveries, Duration at) {
        look(deliveries, at);
        return deliveries.stream().map(this::sentence).toList();
    }

    private String line(DeliveryProgress delivery) {
        return String.format(
                Locale.ROOT,
                "%-24s %-8s %3d%% %11s rec %10s %7s jobs",
                Figures.shortened(name(delivery), NAME_WIDTH),
                delivery.step(),
                percent(delivery),
                Figures.count(delivery.records()),
                Figures.speed(speed(delivery)),
                delivery.jobsDone() + "/" + delivery.jobs());
    }

    private String sentence(DeliveryProgress delivery) {
        return String.format(
                Locale.ROOT,
                "%s: %s, %d %% read, %s records, %s, %d of %d jobs done",
                name(delivery),
                delivery.step(),
                percent(delivery),
                Figures.count(delivery.records()),
                Figures.speed(speed(delivery)),
                delivery.jobsDone(),
                delivery.jobs());
    }

    private void look(List<DeliveryProgress> deliveries, Duration at) {
        Map<String, Seen> now = new HashMap<>();
        for (DeliveryProgress delivery : deliveries) {
            Seen before = seen.get(name(delivery));
            now.put(name(delivery), seen(delivery.bytesRead(), at, before));
        }
        seen = now;
    }

    private static Seen seen(long bytes, Duration at, Seen before) {
        if (before == null || bytes < before.bytes()) {
            return new Seen(bytes, at, 0);
        }
        double seconds = at.minus(before.at()).toNanos() / 1e9;
        return seconds <= 0 ? before : new Seen(bytes, at, (bytes - before.bytes()) / seconds);
    }

    private double speed(DeliveryProgress delivery) {
        return seen.get(name(delivery)).speed();
    }

    private static long percent(DeliveryProgress delivery) {
        return delivery.bytesTotal() == 0
                ? 100
                : delivery.bytesRead() * 100 / delivery.bytesTotal();
    }

    private static String name(DeliveryProgress delivery) {
        return delivery.feed() + "/" + delivery.export();
    }
}
