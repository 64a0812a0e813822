package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.SettableClock;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Corrected records")
class CorrectedRecordsTest {

    private static final String REPORT =
            """
            saltroad__Line,sf__Error,saltroad__Message,KUNNR,NAME1\r
            3,STRING_TOO_LONG,too long,0000100042,"Müller, Köln"\r
            """;

    @TempDir Path temporary;

    @Nested
    @DisplayName("that are claimed")
    class Claimed {

        private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
        private Folders folders;
        private Ledger ledger;
        private CorrectedRecords corrected;
        private Delivery delivery;
        private Path report;

        @BeforeEach
        void open() throws IOException {
            folders =
                    new Folders(
                            temporary.resolve("drop"),
                            temporary.resolve("work"),
                            temporary.resolve("archive"),
                            temporary.resolve("dead-letter"));
            ledger =
                    Ledger.open(
                            new LedgerSettings("jdbc:sqlite:" + temporary.resolve("ledger.db")),
                            clock);
            corrected = new CorrectedRecords(folders, ledger, clock);
            Path old = temporary.resolve("CUST.csv");
            ledger.exports()
                    .claiming("a", "customers", old, old, 1, List.of("countries"), Duplicates.SKIP);
            delivery =
                    ledger.deliveries()
                            .register(
                                    ledger.exports().get("a"),
                                    1,
                                    Target.crm("Account", "upsert", Optional.of("ERP__c")),
                                    Map.of(),
                                    "fingerprint");
            ledger.exports().closed("a", ExportState.DEAD, temporary);
            report = Files.writeString(temporary.resolve("CUST.csv.failed.csv"), REPORT);
        }

        @AfterEach
        void close() {
            ledger.close();
        }

        @Test
        void become_an_export_of_the_same_feed_that_knows_whose_they_are() throws IOException {
            Export export = corrected.claim(report, delivery);

            assertThat(export.state()).isEqualTo(ExportState.CLAIMED);
            assertThat(export.feed()).isEqualTo("customers");
            assertThat(export.replayOf()).hasValue(delivery.id());
            assertThat(export.afterFeeds()).containsExactly("countries");
            assertThat(export.duplicates()).isEqualTo(Duplicates.DELIVER);
            assertThat(export.sha256()).isPresent();
            assertThat(export.workPath()).hasContent(REPORT);
        }

        @Test
        void leave_the_file_where_it_is() throws IOException {
            corrected.claim(report, delivery);

            assertThat(report).hasContent(REPORT);
        }

        @Test
        void are_claimed_once_although_they_are_asked_for_twice() throws IOException {
            Export first = corrected.claim(report, delivery);

            assertThat(corrected.claim(report, delivery)).isEqualTo(first);
            assertThat(ledger.exports().open()).hasSize(1);
        }

        @Test
        void can_be_brought_again_when_the_first_time_is_over() throws IOException {
            Export first = corrected.claim(report, delivery);
            ledger.exports().closed(first.id(), ExportState.ARCHIVED, temporary);

            assertThat(corrected.claim(report, delivery).id()).isNotEqualTo(first.id());
        }

        @Test
        void leave_nothing_behind_if_the_file_is_not_there() {
            Path gone = temporary.resolve("gone.csv");

            assertThatThrownBy(() -> corrected.claim(gone, delivery))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("gone.csv");
            assertThat(ledger.exports().open()).isEmpty();
        }

        @Test
        void are_copied_by_the_next_run_if_a_crash_came_before() throws IOException {
            Export export = corrected.claim(report, delivery);
            Files.delete(export.workPath());
            asIfClaiming(export);

            Optional<Export> resumed =
                    new Claims(folders, ledger.exports(), new ExportIds(clock))
                            .resume(
                                    claiming(),
                                    new Companions(Optional.of(report), Optional.empty()));

            assertThat(resumed).isPresent();
            assertThat(export.workPath()).hasContent(REPORT);
            assertThat(report).as("not ours to take away").hasContent(REPORT);
        }

        @Test
        void leave_the_file_where_it_is_although_a_crash_came_behind_the_copy() throws IOException {
            Export export = corrected.claim(report, delivery);
            asIfClaiming(export);

            new Claims(folders, ledger.exports(), new ExportIds(clock))
                    .resume(claiming(), Companions.NONE);

            assertThat(report).hasContent(REPORT);
        }

        /** The ledger of a process that has got no further than the intent. */
        private void asIfClaiming(Export export) {
            ledger.exports().closed(export.id(), ExportState.CLAIMING, temporary);
        }

        private Export claiming() {
            return ledger.exports().open().get(0);
        }
    }

    @Nested
    @DisplayName("that are read")
    class Read {

        @Test
        void come_without_the_columns_of_the_report() throws IOException {
            assertThat(lines(read(REPORT)))
                    .containsExactly("KUNNR|NAME1", "0000100042|Müller, Köln");
        }

        @Test
        void are_in_the_dialect_of_the_report_whatever_the_feed_reads() throws IOException {
            Records records =
                    read(REPORT)
                            .read(
                                    CsvFormat.of(
                                            Map.of(
                                                    "delimiter", "semicolon",
                                                    "charset", "UTF-16LE",
                                                    "header", "false",
                                                    "columns", "KUNNR,NAME1",
                                                    "skipLines", "2")));

            assertThat(lines(records)).containsExactly("KUNNR|NAME1", "0000100042|Müller, Köln");
        }

        @Test
        void may_have_lost_the_columns_of_the_report() throws IOException {
            assertThat(lines(read("KUNNR,NAME1\n1,Adam\n")))
                    .containsExactly("KUNNR|NAME1", "1|Adam");
        }

        @Test
        void keep_such_a_column_of_the_export_itself() throws IOException {
            assertThat(lines(read("saltroad__Line,KUNNR,sf__Id\n2,1,001x\n")))
                    .containsExactly("KUNNR|sf__Id", "1|001x");
        }

        @Test
        void go_through_the_steps_of_the_feed() throws IOException {
            Records records = read(REPORT).map(row -> row.with("NAME1", "Eva"));

            assertThat(lines(records)).containsExactly("KUNNR|NAME1", "0000100042|Eva");
        }

        @Test
        void are_rejected_by_their_own_number_of_fields() throws IOException {
            try (RecordCursor cursor =
                    read("saltroad__Line,saltroad__Rule,KUNNR,NAME1\n2,short,1\n3,,1,Adam\n")
                            .open()) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.rejection().orElseThrow().rule())
                        .isEqualTo("has 1 fields instead of 2");
                assertThat(cursor.sourceCount()).isEqualTo(1);
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.rejection()).isEmpty();
            }
        }

        @Test
        void refuse_a_file_with_columns_of_the_report_alone() throws IOException {
            assertThatThrownBy(() -> read("saltroad__Line,sf__Error\n1,x\n").open())
                    .isInstanceOf(ExportException.class)
                    .hasMessageContaining("there are no columns but those of the report");
        }

        private Records read(String text) throws IOException {
            Path file = Files.writeString(temporary.resolve("failed.csv"), text);
            return Records.corrected(file, Optional.empty(), Optional.empty());
        }

        private List<String> lines(Records records) throws IOException {
            List<String> lines = new ArrayList<>();
            try (RecordCursor cursor = records.open()) {
                lines.add(String.join("|", cursor.targetColumns()));
                assertThat(cursor.sourceColumns()).isEqualTo(cursor.targetColumns());
                while (cursor.next()) {
                    List<String> texts = new ArrayList<>();
                    for (int i = 0; i < cursor.targetColumns().size(); i++) {
                        texts.add(cursor.target(i));
                    }
                    lines.add(String.join("|", texts));
                }
            }
            return lines;
        }
    }
}
