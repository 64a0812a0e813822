package io.saltroad.soak;

import io.saltroad.sandbox.SandboxCredentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code saltroad run} as a process, in a folder of its own. */
final class Program implements AutoCloseable {

    private static final int SECONDS_TO_STOP = 60;

    private final Path folder;
    private final Process process;

    private Program(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /** Writes feeds and settings, and starts. */
    static Program start(Path home, Path folder, URI org, SandboxCredentials credentials)
            throws IOException {
        Path feeds = Files.createDirectories(folder.resolve("routes/feeds"));
        for (SoakFeed feed : SoakFeed.values()) {
            Files.writeString(feeds.resolve(feed.feed() + ".camel.yaml"), feed.route());
            if (!feed.mapping().isEmpty()) {
                Files.writeString(feeds.resolve(feed.feed() + ".mapping.yaml"), feed.mapping());
            }
        }
        Files.writeString(
                folder.resolve("application.properties"),
                """
                saltroad.salesforce.login-url=%s
                saltroad.salesforce.client-id=%s
                saltroad.salesforce.client-secret=%s
                saltroad.salesforce.response-timeout=10s
                saltroad.bulk.chunk-size=2MB
                saltroad.bulk.poll-delay=200ms
                saltroad.bulk.poll-max-delay=2s
                saltroad.pick-up.interval=500ms
                saltroad.delivery.follow-up-pause=1s
                saltroad.gate.first-pause=1s
                saltroad.gate.max-pause=10s
                """
                        .formatted(org, credentials.clientId(), credentials.clientSecret()));
        ProcessBuilder builder =
                new ProcessBuilder(List.of(home.resolve("saltroad").toString(), "run"))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("run.log").toFile());
        builder.environment()
                .put("JAVA_OPTS", "-Xmx128m -Xlog:gc:file=%s:uptime".formatted(gcLog(folder)));
        return new Program(folder, builder.start());
    }

    private static Path gcLog(Path folder) {
        return folder.resolve("gc.log");
    }

    Path gcLog() {
        return gcLog(folder);
    }

    Path exports() {
        return folder.resolve("erp/export");
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The receipts of all exports at rest, by the name of the export's file. */
    Map<String, Path> receipts() throws IOException {
        Map<String, Path> receipts = new TreeMap<>();
        for (String place : List.of("erp/archive", "erp/dead-letter")) {
            Path root = folder.resolve(place);
            if (Files.exists(root)) {
                try (var files = Files.walk(root)) {
                    files.filter(file -> file.toString().endsWith(".csv.receipt.json"))
                            .forEach(file -> receipts.put(exportOf(file), file));
                }
            }
        }
        return receipts;
    }

    private static String exportOf(Path receipt) {
        String name = receipt.getFileName().toString();
        return name.substring(0, name.length() - ".receipt.json".length());
    }

    /** What still lies in the work folder, of which nothing should be left at the end. */
    long filesAtWork() throws IOException {
        try (var files = Files.walk(folder.resolve("erp/work"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().endsWith(".csv"))
                    .count();
        }
    }

    /** Ends it as an operator does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
