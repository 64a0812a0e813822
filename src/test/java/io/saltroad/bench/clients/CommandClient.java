package io.saltroad.bench.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A client that is started for the export and ends when all is done, measured by GNU time. */
abstract class CommandClient implements Client {

    private static final long PATIENCE_MINUTES = 20;

    private final String name;

    CommandClient(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    /** Done before the clock starts, such as to sign in where that is a command of its own. */
    void prepare(BenchExport export, BenchOrg org, Path folder) throws Exception {}

    abstract List<String> command(BenchExport export, BenchOrg org) throws Exception;

    Map<String, String> environment(BenchOrg org) {
        return Map.of();
    }

    @Override
    public ClientFigures deliver(BenchExport export, BenchOrg org, Path folder) throws Exception {
        prepare(export, org, folder);
        Path time = folder.resolve("time.txt");
        List<String> timed =
                new ArrayList<>(
                        List.of("/usr/bin/time", "-o", time.toString(), "-f", "%e %U %S %M"));
        timed.addAll(command(export, org));
        long before = org.calls();
        run(timed, environment(org), folder);
        String[] parts = Files.readString(time).strip().split(" ", -1);
        return new ClientFigures(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]) + Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]) / 1000,
                org.calls() - before);
    }

    /** Runs a command in the folder, which is its home as well. */
    static void run(List<String> command, Map<String, String> environment, Path folder)
            throws IOException, InterruptedException {
        Path log = folder.resolve("log.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException(
                        "not done after %d minutes: %s".formatted(PATIENCE_MINUTES, end(log)));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException("exit code %d: %s".formatted(process.exitValue(), end(log)));
        }
    }

    private static String end(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
