package io.saltroad.bench.clients;

import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The folders and settings of a Saltroad that delivers to the org. */
final class SaltroadHouse {

    private static final String SETTINGS = "bench.properties";

    private final Path folder;
    private final Path home;
    private final String feed;

    SaltroadHouse(Path folder, Path home, String feed, BenchOrg org) throws IOException {
        this.folder = folder;
        this.home = home;
        this.feed = feed;
        Files.createDirectories(drop());
        Files.writeString(
                folder.resolve(SETTINGS),
                """
                saltroad.salesforce.login-url=%s
                saltroad.salesforce.client-id=%s
                saltroad.salesforce.client-secret=%s
                saltroad.bulk.poll-delay=200ms
                saltroad.bulk.poll-max-delay=200ms
                saltroad.pick-up.interval=500ms
                """
                        .formatted(
                                org.address(),
                                org.credentials().clientId(),
                                org.credentials().clientSecret()));
    }

    private Path drop() {
        return folder.resolve("erp/export").resolve(feed);
    }

    /** Drops an export: at once, since it is another name for the same file. */
    void drop(Path export, String name) throws IOException {
        Files.createLink(drop().resolve(name), export);
    }

    /** The command that delivers, with more arguments. */
    List<String> run(String... more) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                home.resolve("saltroad").toString(),
                                "run",
                                "--config",
                                SETTINGS,
                                "--routes",
                                home.resolve("bench/routes").toString()));
        command.addAll(List.of(more));
        return command;
    }

    Path folder() {
        return folder;
    }

    boolean hasLedger() {
        return Files.exists(folder.resolve("erp/ledger.db"));
    }

    Ledger ledger() {
        return Ledger.open(
                new LedgerSettings("jdbc:sqlite:" + folder.resolve("erp/ledger.db")),
                Clock.systemUTC());
    }

    /**
     * Seconds from the claim to the end of the newest delivery.
     *
     * @throws IOException if it has not settled with all records delivered
     */
    static double seconds(Ledger ledger, long records) throws IOException {
        Delivery delivery = ledger.deliveries().newest(1).get(0);
        if (delivery.state() != DeliveryState.SETTLED || delivery.counts().read() != records) {
            throw new IOException(
                    String.format(Locale.ROOT, "%,d records, but %s", records, delivery));
        }
        Export export = ledger.exports().get(delivery.exportId());
        return Duration.between(export.claimedAt(), delivery.endedAt().orElseThrow()).toMillis()
                / 1e3;
    }
}
