package io.saltroad.sandbox;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The clients of others, as {@code src/test/clients/install} has put them into {@code
 * target/clients}, or into the folder that the property {@code saltroad.clients} or the environment
 * variable {@code SANDBOX_CLIENTS} names.
 *
 * <p>A client that is not there skips its tests, unless a folder was named: then it fails them.
 */
public final class Clients {

    private static final long PATIENCE_MINUTES = 5;
    private static final Path SCRIPTS = Path.of("src/test/clients").toAbsolutePath();

    private Clients() {}

    /** Node.js with jsforce and the Salesforce CLI. */
    static Path node() {
        return installed("node_modules/node/bin/node");
    }

    /** Python, if it has this module. */
    static Path python(String module) {
        try (Stream<Path> versions = Files.list(installed("python/lib"))) {
            String version = versions.findFirst().orElseThrow().getFileName().toString();
            installed("python/lib/%s/site-packages/%s".formatted(version, module));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return installed("python/bin/python");
    }

    /** What was installed under this name. */
    public static Path installed(String name) {
        String named = named();
        Path file = folder().resolve(name);
        if (!Files.exists(file)) {
            String missing =
                    "There is no %s. Install the clients with: src/test/clients/install %s"
                            .formatted(file, named == null ? "" : named);
            if (named == null) {
                abort("SKIPPED. " + missing);
            }
            fail(missing);
        }
        return file;
    }

    /** Where they are, if they are there. */
    public static Path folder() {
        String named = named();
        return Path.of(named == null ? "target/clients" : named).toAbsolutePath();
    }

    private static String named() {
        return System.getProperty("saltroad.clients", System.getenv("SANDBOX_CLIENTS"));
    }

    static Path script(String name) {
        return SCRIPTS.resolve(name);
    }

    /** What a program left behind. */
    record Run(int exit, String out, String err) {

        /** Its output, if it succeeded. */
        JsonObject json() {
            if (exit != 0) {
                throw new AssertionError("It failed with %d: %s%n%s".formatted(exit, out, err));
            }
            return new JsonObject(out);
        }
    }

    /**
     * Runs a program to its end.
     *
     * @param folder its working folder and home
     */
    static Run run(Path folder, Map<String, String> environment, List<String> command) {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            try {
                if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                    throw new AssertionError(
                            "%s was not done after %d minutes: %s"
                                    .formatted(command, PATIENCE_MINUTES, Files.readString(err)));
                }
            } finally {
                process.destroyForcibly();
            }
            return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
