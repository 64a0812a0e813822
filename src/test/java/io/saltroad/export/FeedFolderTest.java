package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file beside a feed that need not be there")
class FeedFolderTest {

    private static final String NAME = "orders.schema.yaml";

    @TempDir Path folder;
    private Ledger ledger;
    private Export export;
    private Path source;
    private FeedFolder feeds;

    @BeforeEach
    void setUp() throws IOException {
        ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + folder.resolve("l.db")),
                        Clock.systemUTC());
        Path file = folder.resolve("work/e/x.csv");
        ledger.exports().claiming("e", "orders", file, file, 1, List.of(), Duplicates.SKIP);
        ledger.exports().claimed("e", 1, "sha");
        export = ledger.exports().get("e");
        Files.createDirectories(export.workFolder());
        feeds = new FeedFolder(Files.createDirectories(folder.resolve("feeds")));
        source = feeds.path().resolve(NAME);
    }

    @AfterEach
    void tearDown() {
        ledger.close();
    }

    private Optional<String> text() throws IOException {
        Optional<Path> copy = feeds.copyIfAny(export, NAME, ledger);
        return copy.isPresent() ? Optional.of(Files.readString(copy.get())) : Optional.empty();
    }

    private void commit() {
        Delivery delivery =
                ledger.deliveries()
                        .register(
                                export,
                                1,
                                Target.crm("Account", "upsert", Optional.of("Key__c")),
                                Map.of(),
                                "fp");
        ledger.deliveries().staged(delivery, new Counts(1, 0, 0, 0, 0), "COMMA", "LF");
        ledger.deliveries().committed(delivery);
    }

    @Test
    void rules_as_it_is_now_until_the_commit() throws IOException {
        assertThat(text()).isEmpty();
        Files.writeString(source, "one");
        assertThat(text()).contains("one");
        Files.writeString(source, "two");
        assertThat(text()).contains("two");
        Files.delete(source);
        assertThat(text()).isEmpty();
        assertThat(export.workFolder().resolve(NAME)).doesNotExist();
    }

    @Test
    void rules_after_the_commit_as_it_was() throws IOException {
        Files.writeString(source, "one");
        assertThat(text()).contains("one");
        commit();

        Files.writeString(source, "two");
        assertThat(text()).contains("one");
        Files.delete(source);
        assertThat(text()).contains("one");
    }

    @Test
    void does_not_rule_if_it_comes_after_the_commit() throws IOException {
        assertThat(text()).isEmpty();
        commit();

        Files.writeString(source, "one");

        assertThat(text()).isEmpty();
    }
}
