package io.saltroad.terminal;

import io.saltroad.delivery.DeliveryProgress;
import io.saltroad.ledger.Gates.ClosedGate;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far the open deliveries are, until it is closed: live lines at the bottom of a
 * terminal, or log lines now and then.
 */
public final class ProgressDisplay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressDisplay.class);
    private static final Duration LIVE_PAUSE = Duration.ofMillis(500);
    private static final int LINE_WIDTH = 79;
    private static final Duration LOG_PAUSE = Duration.ofSeconds(10);

    private final Supplier<List<DeliveryProgress>> deliveries;
    private final Supplier<List<ClosedGate>> gates;
    private final GateText gateText = new GateText(ZoneId.systemDefault());
    private final boolean terminal;
    private final ProgressText text = new ProgressText(hasBlocks());
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(ProgressDisplay::daemon);
    private Runnable atEnd = () -> {};

    /**
     * Shows nothing before it is started.
     *
     * @param deliveries asked for the present state, twice a second in a terminal
     * @param gates asked for those that are closed
     * @param terminal whether stderr is a terminal that understands ANSI escape codes
     */
    public ProgressDisplay(
            Supplier<List<DeliveryProgress>> deliveries,
            Supplier<List<ClosedGate>> gates,
            boolean terminal) {
        this.deliveries = deliveries;
        this.gates = gates;
        this.terminal = terminal;
    }

    /** Starts to show. */
    public void start() {
        if (terminal) {
            startLive();
        } else {
            repeat(
                    () -> {
                        List<String> open = text.sentences(deliveries.get());
                        if (!open.isEmpty()) {
                            gateSentences().forEach(LOG::info);
                        }
                        open.forEach(LOG::info);
                    },
                    LOG_PAUSE);
        }
    }

    private void startLive() {
        PrintStream stderr = System.err;
        LiveArea area = new LiveArea(stderr);
        System.setErr(area.above());
        atEnd =
                () -> {
                    area.show(List.of());
                    System.setErr(stderr);
                };
        repeat(() -> area.show(lines()), LIVE_PAUSE);
    }

    /** Nothing waits for a gate if there is no delivery. */
    private List<String> lines() {
        List<String> lines = new ArrayList<>(text.lines(deliveries.get()));
        if (!lines.isEmpty()) {
            gateSentences().forEach(line -> lines.add(Figures.shortened(line, LINE_WIDTH)));
        }
        return lines;
    }

    private List<String> gateSentences() {
        Instant now = Instant.now();
        return gates.get().stream().map(gate -> gateText.sentence(gate, now)).toList();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    }

    private void repeat(Runnable look, Duration pause) {
        Runnable safely =
                () -> {
                    try {
                        look.run();
                    } catch (RuntimeException e) {
                        // the display is not worth stopping a delivery, nor showing nothing more
                        LOG.debug("cannot show progress", e);
                    }
                };
        var unused =
                thread.scheduleWithFixedDelay(
                        safely, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the terminal's character set has them; Java's own default may be another. */
    private static boolean hasBlocks() {
        String charset = System.getProperty("native.encoding", "US-ASCII");
        return Charset.isSupported(charset) && Charset.forName(charset).newEncoder().canEncode('█');
    }

    /** Takes the live lines away. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.debug("the progress display is still drawing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        atEnd.run();
    }
}
