package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.SettableClock;
import io.saltroad.chunk.ChunkSize;
import io.saltroad.export.CsvFormat;
import io.saltroad.export.Records;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportTerms;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Request;
import io.saltroad.ledger.Target;
import io.saltroad.salesforce.bulk.BulkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A sink")
class RegistrationTest {

    private static final Map<String, String> UPSERT =
            Map.of("object", "Account", "operation", "upsert", "externalIdField", "ERP__c");
    private static final Map<String, String> INSERT =
            Map.of("object", "Account", "operation", "insert");

    @TempDir Path folder;

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
    private final Recipes recipes = new Recipes();
    private Ledger ledger;
    private int exports;

    @BeforeEach
    void open() {
        ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db")), clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void registers_a_delivery_with_its_recipe() {
        Export export = export("A");
        Records records = Records.of(export.workPath());

        registration(1000).register(export, 1, UPSERT, records);

        Delivery delivery = ledger.deliveries().get(export.id() + ".1");
        assertThat(delivery.state()).isEqualTo(DeliveryState.REGISTERED);
        assertThat(delivery.parameters()).isEqualTo(UPSERT);
        assertThat(recipes.get(delivery)).isSameAs(records);
    }

    @Test
    void registers_nothing_if_its_parameters_are_wrong() {
        Export export = export("A");

        assertThatThrownBy(
                        () ->
                                registration(1000)
                                        .register(
                                                export,
                                                1,
                                                Map.of("object", "Account"),
                                                Records.of(export.workPath())))
                .hasMessage("salesforce-bulk-sink needs the parameter operation");
        assertThat(ledger.deliveries().open()).isEmpty();
    }

    @Nested
    @DisplayName("skips an export")
    class Skips {

        @Test
        void with_the_bytes_of_the_one_that_was_settled_last() {
            settled("A", UPSERT);

            Delivery again = register("A", UPSERT);

            assertThat(again.state()).isEqualTo(DeliveryState.SKIPPED);
            assertThat(again.counts()).isEqualTo(Counts.NONE);
            assertThat(again.reason())
                    .hasValueSatisfying(
                            reason -> {
                                assertThat(reason.code()).isEqualTo("DUPLICATE");
                                assertThat(reason.message()).contains("duplicates: deliver");
                            });
            assertThat(recipes.has(again)).isFalse();
        }

        @Test
        void again_and_again() {
            settled("A", UPSERT);
            register("A", UPSERT);

            assertThat(register("A", UPSERT).state()).isEqualTo(DeliveryState.SKIPPED);
        }

        @Test
        void to_be_inserted_with_the_bytes_of_any_earlier_one() {
            settled("A", INSERT);
            settled("B", INSERT);

            assertThat(register("A", INSERT).state()).isEqualTo(DeliveryState.SKIPPED);
        }

        @Test
        void to_be_inserted_with_the_bytes_of_one_that_was_under_way_when_it_commits() {
            Delivery first = register("A", INSERT);
            Delivery second = register("A", INSERT);
            DuplicateCheck duplicates = new DuplicateCheck(ledger);
            assertThat(second.state()).isEqualTo(DeliveryState.REGISTERED);

            ledger.deliveries()
                    .ended(
                            first,
                            DeliveryState.SETTLED,
                            new Counts(1, 1, 0, 0, 0),
                            Optional.empty());

            assertThat(duplicates.isDuplicate(ledger.exports().get(second.exportId()), second))
                    .isTrue();
        }

        @Test
        void after_a_crash_came_between_its_registration_and_the_question() {
            settled("A", UPSERT);
            Export export = export("A");
            ledger.deliveries()
                    .register(
                            export,
                            1,
                            Target.crm("Account", "upsert", Optional.of("ERP__c")),
                            UPSERT,
                            "any");

            registration(1000).register(export, 1, UPSERT, Records.of(export.workPath()));

            assertThat(ledger.deliveries().get(export.id() + ".1").state())
                    .isEqualTo(DeliveryState.SKIPPED);
        }
    }

    @Nested
    @DisplayName("makes a dead letter of an export to be inserted")
    class MakesADeadLetter {

        @ParameterizedTest
        @EnumSource(names = {"SETTLED", "DEAD", "DISPUTED", "ABANDONED"})
        void of_whose_bytes_only_a_part_has_arrived(DeliveryState state) {
            Delivery part = register("A", INSERT);
            ledger.deliveries().ended(part, state, new Counts(30, 10, 1, 0, 19), Optional.empty());

            Delivery again = register("A", INSERT);

            assertThat(again.state()).isEqualTo(DeliveryState.DEAD);
            assertThat(again.counts()).isEqualTo(Counts.NONE);
            assertThat(recipes.has(again)).isFalse();
            assertThat(again.reason().orElseThrow().failureClass()).isEqualTo("export");
            assertThat(again.reason().orElseThrow().code()).isEqualTo("PARTLY_DELIVERED");
            assertThat(again.reason().orElseThrow().message())
                    .startsWith(
                            "10 of 30 records of these bytes are in Salesforce already (delivery "
                                    + part.id())
                    .contains("deliver CUST.csv.unprocessed.csv and CUST.csv.failed.csv of it")
                    .contains("saltroad replay " + part.id() + " --failed FILE")
                    .contains("duplicates: deliver");
        }

        @Test
        void of_which_all_is_marked_as_arrived_but_nobody_has_settled_it() {
            end(register("A", INSERT), DeliveryState.DISPUTED);

            assertThat(register("A", INSERT).state()).isEqualTo(DeliveryState.DEAD);
        }

        @Test
        void but_skips_it_if_another_one_has_brought_all_since() {
            ledger.deliveries()
                    .ended(
                            register("A", INSERT),
                            DeliveryState.ABANDONED,
                            new Counts(30, 10, 0, 0, 20),
                            Optional.empty());
            Export all = export("A", Duplicates.DELIVER);
            registration(1000).register(all, 1, INSERT, Records.of(all.workPath()));
            end(ledger.deliveries().get(all.id() + ".1"), DeliveryState.SETTLED);

            assertThat(register("A", INSERT).state()).isEqualTo(DeliveryState.SKIPPED);
        }
    }

    @Nested
    @DisplayName("delivers an export")
    class Delivers {

        @Test
        void with_other_bytes() {
            settled("A", UPSERT);

            assertThat(register("B", UPSERT).state()).isEqualTo(DeliveryState.REGISTERED);
        }

        @Test
        void again_after_another_one() {
            settled("A", UPSERT);
            settled("B", UPSERT);

            assertThat(register("A", UPSERT).state()).isEqualTo(DeliveryState.REGISTERED);
        }

        @Test
        void again_after_another_one_that_is_still_under_way() {
            settled("A", UPSERT);
            register("B", UPSERT);

            assertThat(register("A", UPSERT).state()).isEqualTo(DeliveryState.REGISTERED);
        }

        @Test
        void again_after_another_one_that_died_half_delivered() {
            settled("A", UPSERT);
            Delivery half = register("B", UPSERT);
            ledger.deliveries().staged(half, Counts.NONE, "COMMA", "LF");
            ledger.deliveries().committed(half);
            end(half, DeliveryState.DEAD);

            assertThat(register("A", UPSERT).state()).isEqualTo(DeliveryState.REGISTERED);
        }

        @ParameterizedTest
        @EnumSource(names = {"DEAD", "DISPUTED"})
        void again_if_a_person_had_to_look_at_it(DeliveryState state) {
            end(register("A", UPSERT), state);
            assertThat(register("A", UPSERT).state()).isEqualTo(DeliveryState.REGISTERED);
        }

        @ParameterizedTest
        @EnumSource(names = {"DEAD", "DISPUTED", "ABANDONED"})
        void to_be_inserted_again_if_nothing_of_it_has_arrived(DeliveryState state) {
            ledger.deliveries()
                    .ended(
                            register("A", INSERT),
                            state,
                            new Counts(1, 0, 0, 0, 1),
                            Optional.empty());

            assertThat(register("A", INSERT).state()).isEqualTo(DeliveryState.REGISTERED);
        }

        @Test
        void whatever_its_bytes_if_the_feed_says_so() {
            settled("A", INSERT);
            Export export = export("A", Duplicates.DELIVER);

            registration(1000).register(export, 1, INSERT, Records.of(export.workPath()));

            assertThat(ledger.deliveries().get(export.id() + ".1").state())
                    .isEqualTo(DeliveryState.REGISTERED);
        }

        @Test
        void that_only_another_sink_of_the_feed_has_settled() {
            settled("A", UPSERT);
            Export export = export("A");

            registration(1000).register(export, 2, UPSERT, Records.of(export.workPath()));

            assertThat(ledger.deliveries().get(export.id() + ".2").state())
                    .isEqualTo(DeliveryState.REGISTERED);
        }
    }

    @Nested
    @DisplayName("after a restart")
    class AfterARestart {

        private Export export;
        private Delivery delivery;

        @BeforeEach
        void register() {
            export = export("A");
            registration(1000).register(export, 1, UPSERT, Records.of(export.workPath()));
            delivery = ledger.deliveries().get(export.id() + ".1");
            recipes.forget(delivery);
        }

        @Test
        void makes_the_recipe_of_a_known_delivery_anew() {
            again(1000, UPSERT);

            assertThat(recipes.has(delivery)).isTrue();
            assertThat(ledger.deliveries().ofExport(export.id())).containsExactly(delivery);
        }

        @Test
        void keeps_what_is_staged_if_nothing_has_changed() {
            ledger.deliveries().staged(delivery, Counts.NONE, "COMMA", "LF");

            again(1000, UPSERT);

            assertThat(now().state()).isEqualTo(DeliveryState.STAGED);
        }

        @Test
        void stages_again_if_a_parameter_has_changed() {
            ledger.deliveries().staged(delivery, Counts.NONE, "COMMA", "LF");
            Map<String, String> changed =
                    Map.of("object", "Contact", "operation", "upsert", "externalIdField", "Nr__c");

            again(1000, changed);

            assertThat(now().state()).isEqualTo(DeliveryState.REGISTERED);
            assertThat(now().parameters()).isEqualTo(changed);
            assertThat(now().object()).isEqualTo("Contact");
            assertThat(now().keyField()).hasValue("Nr__c");
        }

        @Test
        void stages_again_if_the_chunk_size_has_changed() {
            ledger.deliveries().staged(delivery, Counts.NONE, "COMMA", "LF");

            again(2000, UPSERT);

            assertThat(now().state()).isEqualTo(DeliveryState.REGISTERED);
        }

        @Test
        void lets_what_is_committed_stand() {
            ledger.deliveries().staged(delivery, Counts.NONE, "COMMA", "LF");
            ledger.deliveries().committed(delivery);

            again(2000, UPSERT);

            assertThat(now().state()).isEqualTo(DeliveryState.COMMITTED);
            assertThat(now().fingerprint()).isEqualTo(delivery.fingerprint());
            assertThat(recipes.has(delivery)).as("to settle it").isTrue();
        }

        @Test
        void lets_what_is_committed_stand_if_only_how_it_is_done_has_changed() {
            commit();
            Map<String, String> changed = new HashMap<>(UPSERT);
            changed.put("parallelUploads", "7");
            changed.put("retries", "1");
            changed.put("receipts", "full");

            new Registration(
                            ledger,
                            recipes,
                            new DuplicateCheck(ledger),
                            bulk(2000),
                            DataCloudParts.settings(),
                            "2.0")
                    .register(export, 1, changed, Records.of(export.workPath()));

            assertThat(now().state()).isEqualTo(DeliveryState.COMMITTED);
            assertThat(recipes.has(delivery)).isTrue();
        }

        @Test
        void does_not_read_what_is_committed_in_another_way() {
            commit();
            Records changed =
                    Records.of(export.workPath())
                            .read(CsvFormat.of(Map.of("delimiter", "semicolon")));

            registration(1000).register(export, 1, UPSERT, changed);

            assertStopped();
        }

        @Test
        void does_not_read_what_is_committed_with_other_steps() {
            commit();

            registration(1000)
                    .register(export, 1, UPSERT, Records.of(export.workPath()).filter(row -> true));

            assertStopped();
        }

        @Test
        void does_not_bring_what_is_committed_somewhere_else() {
            commit();

            again(
                    1000,
                    Map.of("object", "Contact", "operation", "upsert", "externalIdField", "Nr__c"));

            assertStopped();
        }

        @Test
        void goes_on_with_what_is_committed_when_the_feed_is_as_it_was_again() {
            commit();
            registration(1000)
                    .register(export, 1, UPSERT, Records.of(export.workPath()).filter(row -> true));
            assertStopped();

            ledger.deadLetters()
                    .replayed(
                            export,
                            List.of(now()),
                            ledger.requests()
                                    .ask(
                                            Request.Kind.REPLAY,
                                            now().id(),
                                            Optional.empty(),
                                            Optional.empty()),
                            "done");
            again(1000, UPSERT);

            assertThat(now().state()).isEqualTo(DeliveryState.COMMITTED);
            assertThat(recipes.has(delivery)).isTrue();
        }

        private void commit() {
            ledger.deliveries().staged(delivery, new Counts(5, 0, 0, 0, 0), "COMMA", "LF");
            ledger.deliveries().committed(delivery);
        }

        private void assertStopped() {
            assertThat(recipes.has(delivery)).isFalse();
            assertThat(now().state()).isEqualTo(DeliveryState.DEAD);
            assertThat(now().deadFrom()).hasValue(DeliveryState.COMMITTED);
            assertThat(now().counts().read()).isEqualTo(5);
            assertThat(ledger.deadLetters().stepOf(now())).hasValue("feed");
            assertThat(now().reason())
                    .hasValueSatisfying(
                            reason -> {
                                assertThat(reason.failureClass()).isEqualTo("export");
                                assertThat(reason.code()).isEqualTo("FEED_CHANGED");
                                assertThat(reason.message())
                                        .startsWith("the feed customers was changed after");
                                assertThat(Hints.of(reason)).startsWith("Put the feed");
                            });
        }

        @Test
        void knows_the_chunk_size_that_a_delivery_was_registered_with() {
            again(2000, UPSERT);

            assertThat(Fingerprint.chunkSize(delivery)).hasValue(new ChunkSize(1000));
            assertThat(Fingerprint.chunkSize(now())).hasValue(new ChunkSize(2000));
        }

        @Test
        void leaves_what_has_ended_alone() {
            end(delivery, DeliveryState.DEAD);

            again(1000, UPSERT);

            assertThat(now().state()).isEqualTo(DeliveryState.DEAD);
            assertThat(recipes.has(delivery)).isFalse();
        }

        private void again(long chunkSize, Map<String, String> parameters) {
            registration(chunkSize).register(export, 1, parameters, Records.of(export.workPath()));
        }

        private Delivery now() {
            return ledger.deliveries().get(delivery.id());
        }
    }

    private Registration registration(long chunkSize) {
        return new Registration(
                ledger,
                recipes,
                new DuplicateCheck(ledger),
                bulk(chunkSize),
                DataCloudParts.settings(),
                "1.0");
    }

    private static BulkSettings bulk(long chunkSize) {
        return new BulkSettings(
                new ChunkSize(chunkSize), 1, 0, Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    @Test
    void sends_corrected_records_to_the_sink_alone_where_they_were_missing() {
        Path file = folder.resolve("corrected").resolve("CUST.csv.failed.csv");
        ledger.exports()
                .claiming(
                        "corrected",
                        "customers",
                        file,
                        file,
                        1,
                        ExportTerms.ofCorrected(List.of(), "export-1.2"));
        ledger.exports().claimed("corrected", 1, "sha");
        Export export = ledger.exports().get("corrected");
        Registration registration = registration(1000);

        for (int sink = 1; sink <= 3; sink++) {
            registration.register(export, sink, UPSERT, Records.of(file));
        }

        assertThat(ledger.deliveries().ofExport("corrected"))
                .extracting(Delivery::id)
                .containsExactly("corrected.2");
    }

    private Export export(String bytes) {
        return export(bytes, Duplicates.SKIP);
    }

    private Export export(String bytes, Duplicates duplicates) {
        clock.advance(Duration.ofSeconds(1));
        String id = "export-" + ++exports;
        Path file = folder.resolve(id).resolve("CUST.csv");
        ledger.exports().claiming(id, "customers", file, file, 1, List.of(), duplicates);
        ledger.exports().claimed(id, 1, "sha-of-" + bytes);
        return ledger.exports().get(id);
    }

    private Delivery register(String bytes, Map<String, String> parameters) {
        Export export = export(bytes);
        registration(1000).register(export, 1, parameters, Records.of(export.workPath()));
        return ledger.deliveries().get(export.id() + ".1");
    }

    private void settled(String bytes, Map<String, String> parameters) {
        end(register(bytes, parameters), DeliveryState.SETTLED);
    }

    private void end(Delivery delivery, DeliveryState state) {
        ledger.deliveries().ended(delivery, state, new Counts(1, 1, 0, 0, 0), Optional.empty());
    }
}
