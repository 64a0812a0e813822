package io.saltroad.crash;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process of the program, as {@link House} has started it. Closed, it is gone. */
final class Child implements AutoCloseable {

    /**
     * What a process is started for.
     *
     * @param point where it is to stop, to be killed; empty for nowhere
     * @param occurrence which time at that point, from 1
     * @param properties more system properties for Java
     */
    record Errand(String point, int occurrence, Map<String, String> properties) {

        /** To live until it ends by itself. */
        static Errand none() {
            return new Errand("", 0, Map.of());
        }

        static Errand dieAt(String point, int occurrence) {
            return new Errand(point, occurrence, Map.of());
        }

        /** The program's clock goes wrong by this much. */
        Errand withClock(Duration ahead) {
            return with("crash.clock", ahead.toString());
        }

        /** At the point the clock jumps, instead of anything else. */
        Errand withJump(Duration jump) {
            return with("crash.jump", jump.toString());
        }

        /** At its end it writes how often each point was passed. */
        Errand counting(Path file) {
            return with("crash.counts", file.toString());
        }

        private Errand with(String key, String value) {
            Map<String, String> more = new java.util.TreeMap<>(properties);
            more.put(key, value);
            return new Errand(point, occurrence, Map.copyOf(more));
        }

        boolean needsAgent() {
            return !point.isEmpty() || !properties.isEmpty();
        }
    }

    private final Process process;
    private final Path log;
    private final List<String> output = new ArrayList<>();
    private final CountDownLatch reachedOrEnded = new CountDownLatch(1);
    private final CompletableFuture<Void> allRead = new CompletableFuture<>();
    private volatile boolean reached;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
        Thread reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts the program.
     *
     * @param folder its working directory
     * @param log takes what it writes to stderr
     */
    static Child start(Path folder, Path log, Path agent, Errand errand, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        // Its own, not that of the tests.
        command.add("-Dlog4j2.configurationFile=classpath:log4j2.xml");
        if (errand.needsAgent()) {
            command.add("-javaagent:" + agent);
            command.add("-Dcrash.point=" + errand.point());
            command.add("-Dcrash.occurrence=" + errand.occurrence());
            errand.properties().forEach((key, value) -> command.add("-D" + key + "=" + value));
        }
        command.addAll(List.of("-cp", classPath(), "io.saltroad.Saltroad"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("SALTROAD_"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return new Child(builder.start(), log);
    }

    /** Ours, from wherever the child works. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (output) {
                    output.add(line);
                }
                if (line.startsWith(KillSwitch.REACHED)) {
                    reached = true;
                    reachedOrEnded.countDown();
                }
            }
        } catch (IOException e) {
            // the process is gone
        } finally {
            reachedOrEnded.countDown();
            allRead.complete(null);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it stands at its point; false if it ended without, or the time is over. */
    boolean reachesItsPoint(Duration most) throws InterruptedException {
        reachedOrEnded.await(most.toMillis(), TimeUnit.MILLISECONDS);
        return reached;
    }

    /** Waits for its end; false if the time is over. */
    boolean ends(Duration most) throws InterruptedException {
        return process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    int exitCode() {
        return process.exitValue();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
        allRead.join();
    }

    /** SIGTERM. */
    void stop() {
        process.destroy();
    }

    /** What it has written to stdout. */
    String output() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    /** What it, and those before it in the same folder, have written to stderr. */
    String log() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Override
    public void close() {
        kill();
    }
}
