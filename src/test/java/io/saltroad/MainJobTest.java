package io.saltroad;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.saltroad.TestHouse.Rested;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The main job from end to end: files are dropped, the project's own routes deliver them, and the
 * org is asked what it has. Nothing is replaced by a stand-in but the org.
 */
@DisplayName("An ERP export becomes Salesforce records")
class MainJobTest {

    private static Sandbox org;

    @TempDir Path folder;
    private TestHouse house;

    @BeforeAll
    static void openOrg() {
        org = Sandbox.start(new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null));
    }

    @AfterAll
    static void closeOrg() {
        org.close();
    }

    @BeforeEach
    void setUp() throws Exception {
        house = new TestHouse(folder, org);
        house.forgetAll();
    }

    @AfterEach
    void tearDown() throws IOException {
        house.close();
    }

    @Nested
    @DisplayName("with values that")
    class Values {

        @Test
        void hold_quotes_delimiters_line_ends_and_any_letter_unchanged() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();

            Rested rested =
                    house.deliver(
                            "customers",
                            "CUST.csv",
                            """
                            ERP_Number__c,Name,Description
                            0000100042,"Gasthof ""Zur Post"", Köln","first line
                            second line, with ""quotes""\"
                            0000100043,L'Étoile S.à r.l.,"Ελλάδα, 東京, 🚲"
                            0000100044,#1 = @home + -1,'=1+1
                            """);

            assertThat(rested.counts()).isEqualTo(delivered(3));
            assertThat(
                            house.query(
                                    "SELECT ERP_Number__c, Name, Description FROM Account"
                                            + " ORDER BY ERP_Number__c"))
                    .containsExactly(
                            List.of(
                                    "0000100042",
                                    "Gasthof \"Zur Post\", Köln",
                                    "first line\nsecond line, with \"quotes\""),
                            List.of("0000100043", "L'Étoile S.à r.l.", "Ελλάδα, 東京, 🚲"),
                            List.of("0000100044", "#1 = @home + -1", "'=1+1"));
        }

        @Test
        void hold_line_ends_like_those_of_the_export() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();

            house.deliver(
                    "customers",
                    "CUST.csv",
                    """
                    ERP_Number__c,Name,Description\r
                    1,A,"one\r
                    two"\r
                    """);

            assertThat(house.query("SELECT Description FROM Account"))
                    .containsExactly(List.of("one\r\ntwo"));
        }

        @Test
        void hold_other_line_ends_which_the_feed_makes_the_same() throws Exception {
            house.add(
                            TestFeed.named("customers")
                                    .into(
                                            "object: Account, operation: upsert, externalIdField:"
                                                    + " ERP_Number__c, lineEnding: LF,"
                                                    + " embeddedLineEnd: lf"))
                    .open();

            house.deliver(
                    "customers",
                    "CUST.csv",
                    """
                    ERP_Number__c,Name,Description\r
                    1,A,"one\r
                    two"\r
                    2,B,"one
                    two"\r
                    """);

            assertThat(house.query("SELECT Description FROM Account ORDER BY ERP_Number__c"))
                    .containsExactly(List.of("one\ntwo"), List.of("one\ntwo"));
        }

        @Test
        void are_written_in_windows_1252() throws Exception {
            house.add(
                            TestFeed.ofAccounts("customers")
                                    .read("delimiter: semicolon, charset: windows-1252"))
                    .open();

            house.deliver(
                    "customers",
                    "CUST.csv",
                    "ERP_Number__c;Name\r\n0000100042;Müller & Söhne – 5 €\r\n"
                            .getBytes(Charset.forName("windows-1252")));

            assertThat(house.query("SELECT ERP_Number__c, Name FROM Account"))
                    .containsExactly(List.of("0000100042", "Müller & Söhne – 5 €"));
        }

        @Test
        void are_written_in_utf_16_as_the_byte_order_mark_says() throws Exception {
            house.add(TestFeed.ofAccounts("customers").read("delimiter: tab")).open();

            house.deliver(
                    "customers",
                    "XXL.txt",
                    "\uFEFFERP_Number__c\tName\r\n1067\tMüller & Söhne €\r\n".getBytes(UTF_16LE));

            assertThat(house.query("SELECT ERP_Number__c, Name FROM Account"))
                    .containsExactly(List.of("1067", "Müller & Söhne €"));
        }

        @Test
        void follow_a_byte_order_mark_in_utf_8() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();

            house.deliver("customers", "CUST.csv", "\uFEFFERP_Number__c,Name\n1,Ærø\n");

            assertThat(house.query("SELECT ERP_Number__c, Name FROM Account"))
                    .containsExactly(List.of("1", "Ærø"));
        }

        @Test
        void are_written_in_the_erps_own_way() throws Exception {
            house.add(
                            TestFeed.ofAccounts("customers")
                                    .read("delimiter: semicolon, charset: windows-1252")
                                    .mapped(
                                            """
                                            ERP_Number__c:      { from: KUNNR, required: true }
                                            Name:               { from: NAME1, trim: true, maxLength: 255 }
                                            AnnualRevenue:      { from: UMSAT, type: decimal, format: "1.234,56-" }
                                            Customer_Since__c:  { from: ERDAT, type: date, format: yyyyMMdd, none: ["00000000"] }
                                            Last_Change__c:     { from: AEDAT, type: datetime, format: "dd.MM.yyyy HH:mm", zone: Europe/Berlin }
                                            Active__c:          { from: AKTIV, type: boolean, "true": [X], "false": [""] }
                                            Source_System__c:   { value: ERP01 }
                                            """))
                    .open();

            house.deliver(
                    "customers",
                    "CUST.csv",
                    """
                    KUNNR;NAME1;UMSAT;ERDAT;AEDAT;AKTIV
                    0000100042;  Müller & Söhne ;1.234.567,89;20181003;07.10.2024 18:30;X
                    0000100043;L'Étoile;1.234,56-;00000000;07.01.2024 18:30;
                    """
                            .getBytes(Charset.forName("windows-1252")));

            assertThat(
                            house.query(
                                    "SELECT ERP_Number__c, Name, AnnualRevenue, Customer_Since__c,"
                                            + " Last_Change__c, Active__c, Source_System__c"
                                            + " FROM Account ORDER BY ERP_Number__c"))
                    .containsExactly(
                            Arrays.asList(
                                    "0000100042",
                                    "Müller & Söhne",
                                    "1234567.89",
                                    "2018-10-03",
                                    "2024-10-07T16:30:00.000+0000",
                                    "true",
                                    "ERP01"),
                            Arrays.asList(
                                    "0000100043",
                                    "L'Étoile",
                                    "-1234.56",
                                    null,
                                    "2024-01-07T17:30:00.000+0000",
                                    "false",
                                    "ERP01"));
        }

        @Test
        void are_empty_leave_the_field_or_clear_it_as_the_mapping_says() throws Exception {
            house.add(
                            TestFeed.ofAccounts("customers")
                                    .mapped(
                                            """
                                            ERP_Number__c:  { from: KEY }
                                            Name:           { from: NAME }
                                            Phone:          { from: PHONE, empty: keep }
                                            Fax:            { from: FAX, empty: clear }
                                            """))
                    .open();
            house.deliver("customers", "A.csv", "KEY,NAME,PHONE,FAX\n1,A,0221-1,0221-2\n");

            house.deliver("customers", "B.csv", "KEY,NAME,PHONE,FAX\n1,B,,\n");

            assertThat(house.query("SELECT Name, Phone, Fax FROM Account"))
                    .containsExactly(Arrays.asList("B", "0221-1", null));
        }
    }

    @Nested
    @DisplayName("and each record that does not arrive is told")
    class Accounts {

        @Test
        void because_salesforce_refused_it_with_its_original_text() throws Exception {
            house.add(
                            TestFeed.ofAccounts("customers")
                                    .read("delimiter: semicolon, charset: windows-1252")
                                    .mapped(
                                            """
                                            ERP_Number__c:  { from: KUNNR }
                                            Name:           { from: NAME1, trim: true }
                                            Email__c:       { from: MAIL }
                                            AnnualRevenue:  { from: UMSAT, type: decimal, format: "1.234,56-" }
                                            """))
                    .open();

            Rested rested =
                    house.deliver(
                            "customers",
                            "CUST.csv",
                            """
                            KUNNR;NAME1;MAIL;UMSAT
                            1;Ærø;a@example.com;1,00
                            2; Müller & Söhne ;nowhere;1.234,50-
                            3;"Gasthof ""Zur Post""; Köln";nowhere, at all;2,00
                            """
                                    .getBytes(Charset.forName("windows-1252")));

            assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
            assertThat(rested.counts()).isEqualTo(new Counts(3, 1, 2, 0, 0));
            assertThat(rested.report("CUST.csv.failed.csv"))
                    .isEqualTo(
                            """
                            saltroad__Line,sf__Error,saltroad__Message,KUNNR,NAME1,MAIL,UMSAT
                            3,INVALID_EMAIL_ADDRESS,Email: invalid email address: nowhere:Email__c --,2, Müller & Söhne ,nowhere,"1.234,50-"
                            4,INVALID_EMAIL_ADDRESS,"Email: invalid email address: nowhere, at all:Email__c --",3,"Gasthof ""Zur Post""; Köln","nowhere, at all","2,00"
                            """);
        }

        @Test
        void because_it_does_not_fit_its_mapping() throws Exception {
            house.add(
                            TestFeed.ofAccounts("customers")
                                    .mapped(
                                            """
                                            ERP_Number__c:      { from: KEY, required: true }
                                            Name:               { from: NAME, maxLength: 5 }
                                            Customer_Since__c:  { from: SINCE, type: date, format: yyyyMMdd }
                                            """))
                    .open();

            Rested rested =
                    house.deliver(
                            "customers",
                            "CUST.csv",
                            """
                            KEY,NAME,SINCE
                            1,A,20240229
                            2,B,20230229
                            ,C,20240101
                            4,too long,20240101
                            5,E
                            6,F,20240101,more
                            7,#N/A,20240101
                            """);

            assertThat(rested.counts()).isEqualTo(new Counts(7, 1, 0, 6, 0));
            assertThat(rested.report("CUST.csv.rejected.csv"))
                    .isEqualTo(
                            """
                            saltroad__Line,saltroad__Column,saltroad__Value,saltroad__Rule,KEY,NAME,SINCE
                            3,SINCE,20230229,Customer_Since__c: is not a date like [yyyyMMdd],2,B,20230229
                            4,KEY,,ERP_Number__c: is required,,C,20240101
                            5,NAME,too long,"Name: has 8 characters, maxLength is 5",4,too long,20240101
                            6,,,has 2 fields instead of 3,5,E
                            7,,,has 4 fields instead of 3,6,F,20240101,more
                            8,NAME,#N/A,Name: would erase the field in Salesforce; list it under none if it means empty,7,#N/A,20240101
                            """);
            assertThat(house.query("SELECT ERP_Number__c FROM Account"))
                    .containsExactly(List.of("1"));
        }

        @Test
        void because_salesforce_did_not_come_to_it() throws Exception {
            house.add(
                            TestFeed.named("customers")
                                    .into(
                                            "object: Account, operation: upsert, externalIdField:"
                                                    + " ERP_Number__c, retries: 0"))
                    .open();
            house.fault(
                    """
                    {"kind": "stop-job", "state": "Failed", "after": 2, "message": "InternalServerError"}
                    """);

            Rested rested =
                    house.deliver(
                            "customers", "CUST.csv", "ERP_Number__c,Name\n1,A\n2,B\n3,C\n4,D\n");

            assertThat(rested.counts()).isEqualTo(new Counts(4, 2, 0, 0, 2));
            assertThat(rested.report("CUST.csv.unprocessed.csv"))
                    .isEqualTo(
                            """
                            saltroad__Line,ERP_Number__c,Name
                            4,3,C
                            5,4,D
                            """);
        }

        @Test
        void and_who_arrived_with_full_receipts() throws Exception {
            house.add(
                            TestFeed.named("customers")
                                    .into(
                                            "object: Account, operation: upsert, externalIdField:"
                                                    + " ERP_Number__c, receipts: full"))
                    .open();
            house.deliver("customers", "A.csv", "ERP_Number__c,Name\n1,A\n");

            Rested rested = house.deliver("customers", "B.csv", "ERP_Number__c,Name\n1,B\n2,C\n");

            List<List<String>> ids = house.query("SELECT Id FROM Account ORDER BY ERP_Number__c");
            assertThat(rested.report("B.csv.delivered.csv"))
                    .isEqualTo(
                            """
                            saltroad__Line,sf__Id,sf__Created,ERP_Number__c,Name
                            2,%s,false,1,B
                            3,%s,true,2,C
                            """
                                    .formatted(ids.get(0).get(0), ids.get(1).get(0)));
        }

        @Test
        void in_a_receipt_beside_the_archived_export() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            String content = "ERP_Number__c,Name\n1,A\n2,\n";

            Rested rested = house.deliver("customers", "CUST.csv", content);

            assertThat(rested.files())
                    .containsExactly("CUST.csv", "CUST.csv.failed.csv", "CUST.csv.receipt.json");
            assertThat(rested.text("CUST.csv")).isEqualTo(content);
            assertThat(rested.folder().getParent().getParent())
                    .isEqualTo(folder.resolve("archive/customers").toRealPath());
            var receipt = rested.json("CUST.csv.receipt.json");
            assertThat(receipt.at("/feed").asText()).isEqualTo("customers");
            assertThat(receipt.at("/export").asText()).isEqualTo("CUST.csv");
            assertThat(receipt.at("/state").asText()).isEqualTo("SETTLED");
            assertThat(receipt.at("/target/object").asText()).isEqualTo("Account");
            assertThat(receipt.at("/counts").toString())
                    .isEqualTo(
                            "{\"read\":2,\"delivered\":1,\"failed\":1,\"rejected\":0,\"unprocessed\":0,"
                                    + "\"superseded\":0,\"accepted\":0,\"unconfirmed\":0}");
            assertThat(receipt.at("/jobs/0/state").asText()).isEqualTo("JobComplete");
            assertThat(receipt.at("/jobs/0/recordsFailed").asInt()).isEqualTo(1);
        }

        @Test
        void because_a_later_one_has_its_key_although_chunks_lie_between() throws Exception {
            house.set("saltroad.bulk.chunk-size", "60B").add(keyed("last")).open();

            Rested rested = house.deliver("customers", "CUST.csv", KEYS);

            assertThat(rested.counts()).isEqualTo(new Counts(8, 5, 1, 0, 0, 2));
            assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
            assertThat(rested.report("CUST.csv.superseded.csv"))
                    .isEqualTo(
                            """
                            saltroad__Line,saltroad__SupersededByLine,ERP_Number__c,Name,Email__c
                            2,9,a-1,first,
                            5,9,A-1,second,
                            """);
            assertThat(rested.report("CUST.csv.failed.csv").lines().skip(1))
                    .singleElement()
                    .asString()
                    .startsWith("8,INVALID_EMAIL_ADDRESS,");
            assertThat(rested.files()).noneMatch(name -> name.contains("left-out"));
            assertThat(names()).containsExactly("four", "six", "third", "three", "two");
            assertThat(house.ledger().jobs().ofDelivery(rested.delivery().id()))
                    .filteredOn(job -> job.state() == JobState.ABORTED)
                    .isNotEmpty();
        }

        @Test
        void because_an_earlier_one_has_its_key() throws Exception {
            house.set("saltroad.bulk.chunk-size", "60B").add(keyed("first")).open();

            Rested rested = house.deliver("customers", "CUST.csv", KEYS);

            assertThat(rested.counts()).isEqualTo(new Counts(8, 5, 1, 0, 0, 2));
            assertThat(rested.report("CUST.csv.superseded.csv").lines().skip(1))
                    .containsExactly("5,2,A-1,second,", "9,2,A-1,third,");
            assertThat(names()).containsExactly("first", "four", "six", "three", "two");
        }

        @Test
        void because_another_one_has_its_key_and_the_sink_wants_neither() throws Exception {
            house.set("saltroad.bulk.chunk-size", "60B").add(keyed("reject")).open();

            Rested rested = house.deliver("customers", "CUST.csv", KEYS);

            assertThat(rested.counts()).isEqualTo(new Counts(8, 4, 1, 3, 0));
            assertThat(rested.report("CUST.csv.rejected.csv").lines().skip(1))
                    .containsExactly(
                            "2,ERP_Number__c,a-1,\"ERP_Number__c: the same key stands on lines 5, 9,"
                                    + " and duplicateKeys is reject\",a-1,first,",
                            "5,ERP_Number__c,A-1,\"ERP_Number__c: the same key stands on lines 2, 9,"
                                    + " and duplicateKeys is reject\",A-1,second,",
                            "9,ERP_Number__c,A-1,\"ERP_Number__c: the same key stands on lines 2, 5,"
                                    + " and duplicateKeys is reject\",A-1,third,");
            assertThat(names()).containsExactly("four", "six", "three", "two");
        }

        /** Two records a chunk; the org compares without case; one it refuses. */
        private static final String KEYS =
                """
                ERP_Number__c,Name,Email__c
                a-1,first,
                b-2,two,
                b-3,three,
                A-1,second,
                b-4,four,
                b-6,six,
                b-5,five,nowhere
                A-1,third,
                """;

        private TestFeed keyed(String duplicateKeys) {
            return TestFeed.named("customers")
                    .into(
                            "object: Account, operation: upsert, externalIdField: ERP_Number__c,"
                                    + " duplicateKeys: "
                                    + duplicateKeys);
        }

        private List<String> names() throws Exception {
            return house.query("SELECT Name FROM Account ORDER BY Name").stream()
                    .map(record -> record.get(0))
                    .toList();
        }
    }

    @Nested
    @DisplayName("through jobs that")
    class Jobs {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                textBlock =
                        """
                        empty           |                              | 0
                        header only     | ERP_Number__c,Name\\n        | 0
                        all rejected    | ERP_Number__c,Name\\n1\\n2\\n | 2
                        """)
        void are_not_made_without_records(String name, String content, int rejected)
                throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            int jobs = house.jobsOfOrg();

            Rested rested =
                    house.deliver(
                            "customers",
                            name + ".csv",
                            content == null ? "" : content.replace("\\n", "\n"));

            assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
            assertThat(rested.counts()).isEqualTo(new Counts(rejected, 0, 0, rejected, 0));
            assertThat(rested.isDeadLetter()).isFalse();
            assertThat(house.jobsOfOrg()).isEqualTo(jobs);
        }

        @Test
        void take_no_more_than_the_chunk_size_each() throws Exception {
            house.set("saltroad.bulk.chunk-size", "1kB")
                    .add(TestFeed.ofAccounts("customers"))
                    .open();
            StringBuilder export = new StringBuilder("ERP_Number__c,Name\n");
            for (int i = 0; i < 200; i++) {
                export.append("%03d,\"Customer\n%d\"\n".formatted(i, i));
            }

            Rested rested = house.deliver("customers", "CUST.csv", export.toString());

            assertThat(rested.counts()).isEqualTo(delivered(200));
            assertThat(house.ledger().deliveries().chunks(rested.delivery().id()))
                    .hasSizeGreaterThan(3)
                    .allSatisfy(chunk -> assertThat(chunk.bytes()).isLessThanOrEqualTo(1000));
            assertThat(house.query("SELECT Id FROM Account")).hasSize(200);
            assertThat(house.query("SELECT Name FROM Account WHERE ERP_Number__c = '199'"))
                    .containsExactly(List.of("Customer\n199"));
        }

        @Test
        void insert_records_without_a_key() throws Exception {
            house.add(TestFeed.named("contacts").into("object: Contact, operation: insert")).open();

            Rested rested =
                    house.deliver(
                            "contacts",
                            "CONT.csv",
                            "LastName,Email\nBrown,maria@example.com\nBuyer,nowhere\n,x@example.com\n");

            assertThat(rested.counts()).isEqualTo(new Counts(3, 1, 2, 0, 0));
            assertThat(rested.report("CONT.csv.failed.csv").lines().map(MainJobTest::firstField))
                    .containsExactly("saltroad__Line", "3", "4");
            assertThat(house.query("SELECT LastName, Email FROM Contact"))
                    .containsExactly(List.of("Brown", "maria@example.com"));
        }

        @Test
        void update_and_delete_records_by_id() throws Exception {
            house.add(TestFeed.ofAccounts("customers"))
                    .add(TestFeed.named("renames").into("object: Account, operation: update"))
                    .add(TestFeed.named("deletions").into("object: Account, operation: delete"))
                    .open();
            house.deliver("customers", "CUST.csv", "ERP_Number__c,Name\n1,A\n2,B\n");
            List<List<String>> ids = house.query("SELECT Id FROM Account ORDER BY ERP_Number__c");

            house.deliver("renames", "REN.csv", "Id,Name\n%s,C\n".formatted(ids.get(0).get(0)));
            house.deliver("deletions", "DEL.csv", "Id\n%s\n".formatted(ids.get(1).get(0)));

            assertThat(house.query("SELECT Name FROM Account")).containsExactly(List.of("C"));
        }

        @Test
        void find_related_records_by_their_external_id_after_those_have_settled() throws Exception {
            house.add(TestFeed.ofAccounts("customers"))
                    .add(
                            TestFeed.named("orders")
                                    .pickedUp("after: customers")
                                    .mapped(
                                            """
                                            ERP_Number__c:          { from: ORDER }
                                            Account.ERP_Number__c:  { from: CUSTOMER }
                                            EffectiveDate:          { from: DATE, type: date, format: M/d/yyyy }
                                            Status:                 { value: Draft }
                                            """)
                                    .into(
                                            "object: Order, operation: upsert, externalIdField:"
                                                    + " ERP_Number__c"));
            house.drop("orders", "ORD.csv", "ORDER,CUSTOMER,DATE\n10248,VINET,7/4/1996\n");
            house.drop("customers", "CUST.csv", "ERP_Number__c,Name\nVINET,Vins et alcools\n");
            house.open();

            Delivery orders = house.rested("orders", "ORD.csv").delivery();
            Delivery customers = house.rested("customers", "CUST.csv").delivery();

            assertThat(orders.committedAt().orElseThrow())
                    .isAfterOrEqualTo(customers.endedAt().orElseThrow());
            assertThat(
                            house.query(
                                    "SELECT ERP_Number__c, EffectiveDate, Account.Name"
                                            + " FROM Order"))
                    .containsExactly(List.of("10248", "1996-07-04", "Vins et alcools"));
        }

        @Test
        void go_to_several_objects() throws Exception {
            house.add(
                            TestFeed.ofAccounts("parties")
                                    .into(
                                            "object: Product2, operation: upsert, externalIdField:"
                                                    + " ERP_Number__c"))
                    .open();

            Rested rested = house.deliver("parties", "PARTY.csv", "ERP_Number__c,Name\n1,A\n2,\n");

            assertThat(rested.deliveries())
                    .extracting(Delivery::object, Delivery::counts)
                    .containsExactly(
                            tuple("Account", new Counts(2, 1, 1, 0, 0)),
                            tuple("Product2", new Counts(2, 1, 1, 0, 0)));
            assertThat(rested.files())
                    .containsExactly(
                            "PARTY.csv",
                            "PARTY.csv.2.failed.csv",
                            "PARTY.csv.2.receipt.json",
                            "PARTY.csv.failed.csv",
                            "PARTY.csv.receipt.json");
            assertThat(house.query("SELECT Name FROM Product2")).containsExactly(List.of("A"));
        }

        @Test
        void are_done_again_after_a_failure_that_passes() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            house.fault("{\"kind\": \"unavailable\", \"method\": \"PUT\", \"html\": true}");

            Rested rested = house.deliver("customers", "CUST.csv", "ERP_Number__c,Name\n1,A\n");

            assertThat(rested.counts()).isEqualTo(delivered(1));
            assertThat(house.ledger().jobs().ofDelivery(rested.delivery().id()))
                    .extracting(Job::state, job -> job.uploadedAt().isPresent())
                    .containsExactly(
                            tuple(JobState.ABORTED, false), tuple(JobState.JOB_COMPLETE, true));
        }
    }

    @Nested
    @DisplayName("unless it is a bad file, which becomes a dead letter")
    class DeadLetters {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                textBlock =
                        """
                        UNTERMINATED_QUOTE | KEY,NAME\\n1,A\\n2,"B\\n3,C\\n
                        MISPLACED_QUOTE    | KEY,NAME\\n1,"A"B\\n
                        DUPLICATE_HEADER   | KEY,NAME,name\\n1,A,B\\n
                        WRONG_DELIMITER    | KEY;NAME\\n1;A\\n
                        UNKNOWN_COLUMN     | KEY,TITLE\\n1,A\\n
                        NUL_CHARACTER      | KEY,NAME\\n1,\\0\\n
                        """)
        void with_the_reason_and_nothing_delivered(String code, String content) throws Exception {
            house.add(accountsFromKeyAndName()).open();

            Rested rested =
                    house.deliver(
                            "customers",
                            "CUST.csv",
                            content.replace("\\n", "\n").replace("\\0", "\0"));

            assertThat(rested.isDeadLetter()).isTrue();
            assertThat(rested.folder()).startsWith(folder.resolve("dead-letter/customers"));
            assertThat(rested.files()).contains("CUST.csv", "reason.json");
            assertThat(rested.json("reason.json").at("/code").asText()).isEqualTo(code);
            assertThat(rested.json("reason.json").at("/message").asText())
                    .matches("(?s)CUST\\.csv, line \\d+ \\(byte \\d+\\): .*");
            assertThat(house.query("SELECT Id FROM Account")).isEmpty();
        }

        @Test
        void if_its_bytes_are_no_text() throws Exception {
            house.add(accountsFromKeyAndName()).open();
            ByteArrayOutputStream export = new ByteArrayOutputStream();
            export.write("KEY,NAME\n1,A\n2,M".getBytes(UTF_8));
            export.write(0xFC);
            export.write("ller\n".getBytes(UTF_8));

            Rested rested = house.deliver("customers", "CUST.csv", export.toByteArray());

            assertThat(rested.isDeadLetter()).isTrue();
            assertThat(rested.json("reason.json").at("/message").asText())
                    .isEqualTo(
                            "CUST.csv, line 3 (byte 16): FC is no text in UTF-8. Declare the charset"
                                    + " the ERP writes, for example windows-1252, in"
                                    + " csv-reader-action");
            assertThat(Files.readAllBytes(rested.folder().resolve("CUST.csv")))
                    .isEqualTo(export.toByteArray());
            assertThat(house.query("SELECT Id FROM Account")).isEmpty();
        }

        @Test
        void if_the_object_has_no_such_field() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();

            Rested rested =
                    house.deliver(
                            "customers", "CUST.csv", "ERP_Number__c,Name,Colour__c\n1,A,red\n");

            assertThat(rested.isDeadLetter()).isTrue();
            assertThat(rested.json("reason.json").at("/code").asText()).isEqualTo("FIELD_REFUSED");
            assertThat(rested.json("reason.json").at("/message").asText()).contains("Colour__c");
        }

        @Test
        void and_the_next_file_is_delivered() throws Exception {
            house.add(accountsFromKeyAndName()).open();
            house.deliver("customers", "BAD.csv", "KEY,NAME\n1,\"A\n");

            Rested rested = house.deliver("customers", "GOOD.csv", "KEY,NAME\n1,A\n");

            assertThat(rested.counts()).isEqualTo(delivered(1));
        }

        private TestFeed accountsFromKeyAndName() {
            return TestFeed.ofAccounts("customers")
                    .mapped(
                            """
                            ERP_Number__c:  { from: KEY }
                            Name:           { from: NAME }
                            """);
        }
    }

    @Nested
    @DisplayName("once it is picked up")
    class PickUp {

        private static final String A = "ERP_Number__c,Name\n1,A\n";
        private static final String B = "ERP_Number__c,Name\n1,B\n";

        @Test
        void but_not_when_it_is_the_same_as_the_last_one() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();

            assertThat(house.deliver("customers", "1.csv", A).state())
                    .isEqualTo(DeliveryState.SETTLED);
            assertThat(house.deliver("customers", "2.csv", A).state())
                    .isEqualTo(DeliveryState.SKIPPED);
            assertThat(house.deliver("customers", "3.csv", B).state())
                    .isEqualTo(DeliveryState.SETTLED);
            assertThat(house.deliver("customers", "4.csv", A).state())
                    .isEqualTo(DeliveryState.SETTLED);

            assertThat(house.query("SELECT Name FROM Account")).containsExactly(List.of("A"));
        }

        @Test
        void again_if_the_feed_wants_duplicates() throws Exception {
            house.add(TestFeed.ofAccounts("customers").pickedUp("duplicates: deliver")).open();
            house.deliver("customers", "1.csv", A);

            assertThat(house.deliver("customers", "2.csv", A).counts()).isEqualTo(delivered(1));
        }

        @Test
        void with_its_done_file() throws Exception {
            house.add(TestFeed.ofAccounts("customers").pickedUp("done: \"${file:name}.done\""))
                    .open();
            Path export = house.drop("customers", "CUST.csv", A);
            // this one is complete, so the folder has been looked at when it rests
            house.drop("customers", "EARLIER.csv", B);
            house.drop("customers", "EARLIER.csv.done", "");
            house.rested("customers", "EARLIER.csv");
            assertThat(export).exists();

            house.drop("customers", "CUST.csv.done", "");
            Rested rested = house.rested("customers", "CUST.csv");

            assertThat(rested.counts()).isEqualTo(delivered(1));
            assertThat(rested.files()).contains("CUST.csv.done");
            assertThat(export.getParent()).isEmptyDirectory();
        }

        @Test
        void out_of_its_schedule_when_everything_is_to_be_delivered_now() throws Exception {
            house.add(TestFeed.ofAccounts("customers").pickedUp("schedule: '0 0 0 1 1 ? 2099'"))
                    .open();

            assertThat(house.deliver("customers", "1.csv", A).counts()).isEqualTo(delivered(1));
        }

        @Test
        void if_its_name_is_of_the_feed() throws Exception {
            house.add(
                            TestFeed.ofAccounts("customers")
                                    .pickedUp("include: 'CUST_\\d+\\.csv', exclude: '.*0\\.csv'"))
                    .open();
            Path other = house.drop("customers", "CUST_1.csv.tmp", A);
            Path excluded = house.drop("customers", "CUST_10.csv", A);

            house.deliver("customers", "CUST_1.csv", A);

            assertThat(other).exists();
            assertThat(excluded).exists();
        }
    }

    private static Counts delivered(long records) {
        return new Counts(records, records, 0, 0, 0);
    }

    private static String firstField(String line) {
        return line.substring(0, line.indexOf(','));
    }
}
