package io.saltroad.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the memory of a process while it runs: what the system gives it, and what lives in its heap
 * after a full collection, which is asked for now and then.
 */
final class MemoryWatch implements AutoCloseable {

    private static final Duration SAMPLE = Duration.ofSeconds(1);
    private static final int SAMPLES_A_COLLECTION = 10;
    private static final Pattern COLLECTION =
            Pattern.compile("^\\[([0-9.]+)s].*Pause Full \\(Diagnostic Command\\).*->(\\d+)M\\(");

    private final long pid;
    private final Path gcLog;
    private final long start = System.nanoTime();
    private final List<Sample> resident = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::watch, "memory-watch");
    private volatile boolean over;

    /**
     * The memory at one moment.
     *
     * @param second since the start
     */
    record Sample(double second, double megabytes) {}

    private MemoryWatch(long pid, Path gcLog) {
        this.pid = pid;
        this.gcLog = gcLog;
    }

    /**
     * Watches a process from now on.
     *
     * @param gcLog where it writes its log of collections, decorated with its uptime
     */
    static MemoryWatch over(long pid, Path gcLog) {
        MemoryWatch watch = new MemoryWatch(pid, gcLog);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        for (int i = 1; !over; i++) {
            try {
                sample();
                if (i % SAMPLES_A_COLLECTION == 0) {
                    collect();
                }
                Thread.sleep(SAMPLE.toMillis());
            } catch (IOException e) {
                return; // the process has ended
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void sample() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                double kilobytes = Double.parseDouble(line.replaceAll("\\D", ""));
                resident.add(new Sample((System.nanoTime() - start) / 1e9, kilobytes / 1024));
            }
        }
    }

    private void collect() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process =
                new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.run")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** What the system has given it. */
    List<Sample> resident() {
        return List.copyOf(resident);
    }

    /** What lived in its heap after full collections. */
    List<Sample> heap() throws IOException {
        List<Sample> heap = new ArrayList<>();
        for (String line : Files.readAllLines(gcLog)) {
            Matcher matcher = COLLECTION.matcher(line);
            if (matcher.find()) {
                heap.add(
                        new Sample(
                                Double.parseDouble(matcher.group(1)),
                                Double.parseDouble(matcher.group(2))));
            }
        }
        return heap;
    }

    /** The median of the first quarter of the samples, or of the last. */
    static double quarter(List<Sample> samples, boolean last) {
        if (samples.isEmpty()) {
            return 0;
        }
        int size = Math.max(1, samples.size() / 4);
        List<Sample> quarter =
                last
                        ? samples.subList(samples.size() - size, samples.size())
                        : samples.subList(0, size);
        double[] sorted = quarter.stream().mapToDouble(Sample::megabytes).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
    }
}
