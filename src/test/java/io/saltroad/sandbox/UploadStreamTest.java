package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An upload")
class UploadStreamTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private static final String INSERT = "{\"object\":\"Account\",\"operation\":\"insert\"}";
    private static final byte[] CSV = "Name\nA\n".getBytes(StandardCharsets.UTF_8);

    private final SandboxClient client = ORG.client();

    @BeforeEach
    void signIn() {
        client.withToken(null).signIn(ORG.sandbox().credentials());
    }

    @Test
    void may_be_chunked_without_a_length() {
        String job = client.createJob(INSERT);

        HttpResponse<String> answer =
                client.upload(
                        job, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(CSV)));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertCompletes(job);
    }

    @Test
    void may_wait_for_100_continue() {
        String job = client.createJob(INSERT);

        HttpResponse<String> answer =
                client.send(
                        path(job),
                        r -> r.PUT(BodyPublishers.ofByteArray(CSV)).expectContinue(true));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertCompletes(job);
    }

    @Test
    void may_be_compressed_as_may_json() throws IOException {
        byte[] json = gzip(INSERT.getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> created =
                client.send(
                        SandboxClient.INGEST,
                        r ->
                                r.POST(BodyPublishers.ofByteArray(json))
                                        .header("Content-Encoding", "gzip"));
        String job = new JsonObject(created.body()).getString("id");
        byte[] csv = gzip(CSV);

        HttpResponse<String> answer =
                client.send(
                        path(job),
                        r ->
                                r.PUT(BodyPublishers.ofByteArray(csv))
                                        .header("Content-Encoding", "gzip"));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertCompletes(job);
    }

    /** In pieces it ends with one of length 0: RFC 9112, section 7.1. */
    @ParameterizedTest
    @CsvSource({
        "Content-Length: 1000, 'Name\nA\n'",
        "Transfer-Encoding: chunked, '7\r\nName\nA\n\r\n'",
    })
    void that_breaks_off_has_not_happened(String length, String begin) throws IOException {
        String job = client.createJob(INSERT);

        RawCall.breakOff(
                ORG.sandbox().uri(),
                begin,
                "PUT " + path(job) + " HTTP/1.1",
                "Authorization: Bearer " + client.token(),
                length);

        Awaitility.await()
                .until(
                        () ->
                                client.upload(job, BodyPublishers.ofByteArray(CSV)).statusCode()
                                        == 201);
        assertCompletes(job);
    }

    @Test
    void of_a_hundred_thousand_records_comes_back_in_another_order_and_complete(
            @TempDir Path folder) throws IOException {
        Path csv = folder.resolve("customers.csv");
        try (var out = Files.newBufferedWriter(csv)) {
            out.write("ERP_Number__c,Name\n");
            for (int i = 0; i < 100_000; i++) {
                out.write("%06d,\"Customer \"\"%d\"\"\nof ours\"\n".formatted(i, i));
            }
        }
        String job =
                client.createJob(
                        "{\"object\":\"Account\",\"operation\":\"upsert\",\"externalIdFieldName\":\"ERP_Number__c\"}");
        client.upload(job, BodyPublishers.ofFile(csv));
        client.setState(job, "UploadComplete");

        JsonObject end = client.await(job);

        assertThat(end.getLong("numberRecordsProcessed")).isEqualTo(100_000);
        assertThat(end.getLong("numberRecordsFailed")).isZero();
        var rows = Csv.rows(client.results(end, "successfulResults"));
        assertThat(rows).hasSize(100_000);
        assertThat(rows.stream().map(row -> row.get("sf__Id")).distinct()).hasSize(100_000);
        assertThat(rows.get(0).get("ERP_Number__c")).isNotEqualTo("000000");
        assertThat(rows)
                .allMatch(
                        row ->
                                row.get("Name")
                                        .equals(
                                                "Customer \"%d\"\nof ours"
                                                        .formatted(
                                                                Integer.parseInt(
                                                                        row.get(
                                                                                "ERP_Number__c")))));
    }

    @Test
    void that_is_refused_is_answered_however_long_it_is() {
        String job = client.createJob(INSERT);
        client.upload(job, BodyPublishers.ofByteArray(CSV));
        byte[] megabytes = new byte[20_000_000];

        HttpResponse<String> second = client.upload(job, BodyPublishers.ofByteArray(megabytes));
        client.patch("/sandbox/settings", "{\"uploadBytes\":1000}");
        String other = client.createJob(INSERT);
        HttpResponse<String> tooLong = client.upload(other, BodyPublishers.ofByteArray(megabytes));
        HttpResponse<String> chunked =
                client.upload(
                        other,
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(megabytes)));
        client.withToken("00Dx!gone");
        HttpResponse<String> signedOut = client.upload(job, BodyPublishers.ofByteArray(megabytes));

        assertThat(second.body()).contains("multipe contents");
        assertThat(tooLong.statusCode()).isEqualTo(413);
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(signedOut.statusCode()).isEqualTo(401);
    }

    private void assertCompletes(String job) {
        client.setState(job, "UploadComplete");
        JsonObject end = client.await(job);
        assertThat(end.getString("state")).as(end.encode()).isEqualTo("JobComplete");
        assertThat(end.getLong("numberRecordsProcessed")).isEqualTo(1);
    }

    private static String path(String job) {
        return SandboxClient.INGEST + "/" + job + "/batches";
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
