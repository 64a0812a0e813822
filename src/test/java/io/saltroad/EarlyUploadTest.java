package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.saltroad.TestHouse.Rested;
import io.saltroad.chunk.Chunk;
import io.saltroad.chunk.ChunkCutter;
import io.saltroad.chunk.ChunkFormat;
import io.saltroad.chunk.ChunkSize;
import io.saltroad.export.Records;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports of some blocks of 128 kB, in chunks that are sent when one block is cut. */
@DisplayName("An upload that begins while its chunk is being cut")
class EarlyUploadTest {

    /** 900 kB. */
    private static final int RECORDS = 9_000;

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
        house.set("saltroad.bulk.chunk-size", "500kB")
                .set("saltroad.bulk.early-upload", "100kB")
                .set("saltroad.gate.first-pause", "50ms")
                .add(TestFeed.ofAccounts("customers"));
    }

    @AfterEach
    void tearDown() throws IOException {
        house.close();
    }

    @Test
    void brings_all_records_and_leaves_the_chunks_in_the_ledger_that_any_upload_leaves()
            throws Exception {
        house.set("saltroad.bulk.chunk-size", "200kB")
                .add(TestFeed.ofAccounts("mapped").mapped(SAME_FIELDS))
                .open();

        Rested rested = house.deliver("customers", "CUST.csv", customers(RECORDS));
        Rested mapped = house.deliver("mapped", "CUST.csv", customers(RECORDS));

        assertThat(rested.counts()).isEqualTo(new Counts(RECORDS, RECORDS, 0, 0, 0));
        assertThat(mapped.counts()).isEqualTo(new Counts(RECORDS, RECORDS, 0, 0, 0));
        assertThat(recordsInOrg()).isEqualTo(RECORDS);
        assertThat(inLedger(rested)).isEqualTo(asCutAlone(200_000)).hasSize(5);
        assertThat(inLedger(mapped)).isEqualTo(inLedger(rested));
    }

    @Test
    void leaves_no_file_of_a_chunk_when_it_is_done() throws Exception {
        house.open();
        house.fault("{\"kind\":\"slow-job\",\"queuedMilliseconds\":1000,\"times\":2}");

        house.drop("customers", "CUST.csv", customers(RECORDS));

        await().until(
                        () ->
                                house.ledger().deliveries().open().stream()
                                        .anyMatch(one -> one.state() == DeliveryState.COMMITTED));
        assertThat(chunkFiles()).isEmpty();
        assertThat(house.rested("customers", "CUST.csv").counts().delivered()).isEqualTo(RECORDS);
    }

    @Test
    void is_given_up_with_its_export_which_breaks_off_later() throws Exception {
        house.open();

        Rested rested =
                house.deliver("customers", "CUST.csv", customers(4_000) + "C4000,\"open quote");

        assertThat(rested.isDeadLetter()).isTrue();
        assertThat(rested.deliveries().get(0).reason().orElseThrow().message())
                .contains("line 4002");
        assertThat(house.ledger().jobs().ofDelivery(rested.deliveries().get(0).id()))
                .extracting(Job::state, job -> job.uploadedAt().isPresent())
                .containsExactly(tuple(JobState.ABORTED, false));
        assertThat(recordsInOrg()).isZero();
    }

    @Test
    void is_cut_off_so_that_the_org_does_not_take_a_part_for_the_whole() throws Exception {
        house.open();
        house.fault(
                """
                {"kind":"unavailable","method":"PATCH","path":"/jobs/ingest/","times":1000}""");

        Rested rested =
                house.deliver("customers", "CUST.csv", customers(4_000) + "C4000,\"open quote");

        Job left = house.ledger().jobs().ofDelivery(rested.deliveries().get(0).id()).get(0);
        house.forgetFaults();
        house.closeAtOrg(left.idAtSalesforce());
        await().until(
                        () -> house.jobAtOrg(left.idAtSalesforce()).at("/state").asText(),
                        state -> !List.of("UploadComplete", "InProgress").contains(state));
        assertThat(house.jobAtOrg(left.idAtSalesforce()).at("/numberRecordsProcessed").asInt())
                .isZero();
        assertThat(recordsInOrg()).isZero();
    }

    @Test
    void does_not_begin_for_a_small_export_that_is_broken() throws Exception {
        house.open();

        Rested rested = house.deliver("customers", "CUST.csv", customers(500) + "C500,\"open");

        assertThat(rested.isDeadLetter()).isTrue();
        assertThat(house.ledger().jobs().ofDelivery(rested.deliveries().get(0).id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"expire-sessions\",",
                "{\"kind\":\"expire-sessions\",\"when\":\"request\",",
                "{\"kind\":\"unavailable\",",
                "{\"kind\":\"too-many-requests\",\"retryAfter\":0,",
                "{\"kind\":\"reset\",\"when\":\"request\",",
                "{\"kind\":\"reset\",\"when\":\"after\","
            })
    void is_made_good_if_the_org_breaks_it_off(String fault) throws Exception {
        house.open();
        house.fault(fault + "\"skip\":1,\"method\":\"PUT\",\"path\":\"/batches$\"}");

        Rested rested = house.deliver("customers", "CUST.csv", customers(RECORDS));

        assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(rested.counts()).isEqualTo(new Counts(RECORDS, RECORDS, 0, 0, 0));
        assertThat(recordsInOrg()).isEqualTo(RECORDS);
        assertThat(inLedger(rested)).isEqualTo(asCutAlone(500_000));
        assertThat(house.ledger().jobs().ofDelivery(rested.delivery().id()))
                .as("the chunk whose upload was acknowledged is not uploaded again")
                .hasSizeLessThanOrEqualTo(3)
                .filteredOn(job -> job.state() == JobState.JOB_COMPLETE)
                .hasSize(2);
    }

    @Test
    void is_done_again_without_the_records_whose_key_comes_again() throws Exception {
        house.open();

        Rested rested = house.deliver("customers", "CUST.csv", customers(RECORDS) + "C17,again,\n");

        assertThat(rested.counts()).isEqualTo(new Counts(RECORDS + 1, RECORDS, 0, 0, 0, 1));
        assertThat(house.query("SELECT Name FROM Account WHERE ERP_Number__c = 'C17'"))
                .containsExactly(List.of("again"));
        assertThat(house.ledger().jobs().ofDelivery(rested.delivery().id()))
                .as("the second chunk is the same as before")
                .extracting(Job::chunkNumber, Job::state)
                .containsExactlyInAnyOrder(
                        tuple(1, JobState.ABORTED),
                        tuple(1, JobState.JOB_COMPLETE),
                        tuple(2, JobState.JOB_COMPLETE));
    }

    private static final String SAME_FIELDS =
            """
            ERP_Number__c: { from: ERP_Number__c }
            Name: { from: Name }
            Description: { from: Description, maxLength: 80 }
            """;

    private static String customers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "C%d,Customer %d,%s\n".formatted(i, i, "x".repeat(80)))
                .collect(Collectors.joining("", "ERP_Number__c,Name,Description\n", ""));
    }

    /** First line, records, bytes and sha256 of each chunk. */
    private List<Tuple> inLedger(Rested rested) {
        return house.ledger().deliveries().chunks(rested.delivery().id()).stream()
                .map(one -> tuple(one.firstLine(), one.records(), one.bytes(), one.sha256()))
                .toList();
    }

    private List<Tuple> asCutAlone(int chunkSize) throws IOException {
        Path file = Files.writeString(folder.resolve("alone.csv"), customers(RECORDS));
        Path chunks = Files.createDirectories(folder.resolve("alone"));
        List<Tuple> cut = new ArrayList<>();
        try (ChunkCutter cutter =
                ChunkCutter.open(
                        Records.of(file),
                        ChunkFormat.DEFAULT,
                        new ChunkSize(chunkSize),
                        chunks,
                        (record, rejection) -> {})) {
            for (Optional<Chunk> chunk = cutter.next(); chunk.isPresent(); chunk = cutter.next()) {
                Chunk one = chunk.get();
                cut.add(tuple(one.firstLine(), one.records(), one.bytes(), one.sha256()));
            }
        }
        return cut;
    }

    private List<Path> chunkFiles() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("work"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("chunk-"))
                    .toList();
        }
    }

    private long recordsInOrg() throws Exception {
        return Long.parseLong(house.query("SELECT COUNT(Id) n FROM Account").get(0).get(0));
    }
}
