package io.saltroad.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The place on disk where one demo happens: its configuration, drop folders, archive and ledger. It
 * is left there at the end, to be looked at.
 *
 * @param path absolute
 */
public record DemoFolder(Path path) {

    /**
     * A new one: below {@code target} if the working directory has one, as a checkout does, else
     * where this machine keeps temporary files.
     */
    public static DemoFolder fresh() throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        Path path =
                Files.isDirectory(target) && Files.isWritable(target)
                        ? Files.createTempDirectory(target, "demo-")
                        : Files.createTempDirectory("saltroad-demo-");
        return new DemoFolder(path.toRealPath());
    }

    /**
     * This one, made if need be.
     *
     * @throws IllegalArgumentException if something is in it
     */
    public static DemoFolder at(Path path) throws IOException {
        Files.createDirectories(path);
        try (Stream<Path> content = Files.list(path)) {
            if (content.findAny().isPresent()) {
                throw new IllegalArgumentException(
                        "%s is not empty: a demo begins in a folder of its own".formatted(path));
            }
        }
        return new DemoFolder(path.toRealPath());
    }

    /** Where exports are dropped, in one folder per feed. */
    public Path exports() {
        return path.resolve("erp/export");
    }

    /** Where delivered exports come to rest, with their receipts. */
    public Path archive() {
        return path.resolve("erp/archive");
    }

    /** The configuration, which other commands can be given too. */
    public Path config() {
        return path.resolve("demo.properties");
    }

    /**
     * Writes the configuration.
     *
     * @param org the address of the sandbox
     * @param certificate the sandbox's, if the address is of HTTPS
     */
    public void configure(URI org, Optional<Path> certificate, String clientId, String clientSecret)
            throws IOException {
        Files.writeString(
                config(),
                """
                # The configuration of one demo: it delivers to a sandbox on this machine.
                # Everything else is as the defaults have it.

                saltroad.salesforce.login-url=%s
                saltroad.salesforce.trusted-certificates=%s
                # No secrets: every sandbox has the same.
                saltroad.salesforce.client-id=%s
                saltroad.salesforce.client-secret=%s

                saltroad.folders.export=%s
                saltroad.folders.work=%s
                saltroad.folders.archive=%s
                saltroad.folders.dead-letter=%s
                saltroad.ledger.url=jdbc:sqlite:%s

                # So that there are several jobs to be seen. Salesforce advises 100MB, the default.
                saltroad.bulk.chunk-size=25MB
                # The sandbox is near and has nobody else to serve.
                saltroad.bulk.poll-delay=200ms
                saltroad.data-cloud.poll-delay=200ms
                # Data Cloud shows what it was given after some minutes, the sandbox at once.
                saltroad.data-cloud.bulk-delay=0s
                saltroad.data-cloud.streaming-delay=500ms
                saltroad.pick-up.interval=500ms
                # The table at the end tells it all.
                saltroad.notify.to=
                """
                        .formatted(
                                org,
                                certificate.map(DemoFolder::text).orElse(""),
                                clientId,
                                clientSecret,
                                text(exports()),
                                text(path.resolve("erp/work")),
                                text(archive()),
                                text(path.resolve("erp/dead-letter")),
                                text(path.resolve("erp/ledger.db"))));
    }

    /** A path as a properties file wants it. */
    private static String text(Path path) {
        return path.toString().replace("\\", "\\\\");
    }
}
