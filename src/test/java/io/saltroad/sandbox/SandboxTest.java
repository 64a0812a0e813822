package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The sandbox")
class SandboxTest {

    @Test
    void serves_tls_with_a_certificate_for_this_machine_that_clients_can_trust() throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePorts())) {
            URI tls = sandbox.tlsUri().orElseThrow();
            HttpClient http =
                    HttpClient.newBuilder()
                            .sslContext(trusting(sandbox.certificate().orElseThrow()))
                            .build();

            for (String host : new String[] {"localhost", "127.0.0.1"}) {
                URI uri = URI.create("https://%s:%d".formatted(host, tls.getPort()));
                JsonObject token =
                        new JsonObject(
                                new SandboxClient(uri, http)
                                        .form(
                                                "/services/oauth2/token",
                                                Map.of(
                                                        "grant_type",
                                                        "client_credentials",
                                                        "client_id",
                                                        sandbox.credentials().clientId(),
                                                        "client_secret",
                                                        sandbox.credentials().clientSecret()))
                                        .body());
                assertThat(token.getString("instance_url")).isEqualTo(uri.toString());
            }
        }
    }

    private static SSLContext trusting(Path pem) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            store.setCertificateEntry(
                    "sandbox", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void keeps_records_and_jobs_in_a_folder_of_ones_own(@TempDir Path folder) {
        SandboxSettings settings =
                new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, folder);
        JsonObject before;
        try (Sandbox sandbox = Sandbox.start(settings)) {
            SandboxClient client = new SandboxClient(sandbox.uri()).signIn(sandbox.credentials());
            before = client.upsertAccounts("ERP_Number__c,Name\n1,A\n2,B\n");
        }

        try (Sandbox sandbox = Sandbox.start(settings)) {
            SandboxClient client = new SandboxClient(sandbox.uri()).signIn(sandbox.credentials());
            JsonObject after = client.upsertAccounts("ERP_Number__c,Name\n2,Bee\n3,C\n");

            assertThat(client.job(before.getString("id"))).isEqualTo(before);
            assertThat(Csv.rows(client.results(before, "successfulResults"))).hasSize(2);
            assertThat(after.getString("id")).isNotEqualTo(before.getString("id"));
            assertThat(client.query("SELECT COUNT() FROM Account").getInteger("totalSize"))
                    .isEqualTo(3);
            assertThat(
                            Csv.rows(client.results(after, "successfulResults")).stream()
                                    .map(row -> row.get("sf__Id"))
                                    .distinct())
                    .hasSize(2);
        }
    }

    @Test
    void goes_on_with_a_closed_job_after_a_restart(@TempDir Path folder) {
        SandboxSettings settings =
                new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, folder);
        String job;
        try (Sandbox sandbox = Sandbox.start(settings)) {
            SandboxClient client = new SandboxClient(sandbox.uri()).signIn(sandbox.credentials());
            client.fault("{\"kind\":\"slow-job\",\"queuedMilliseconds\":3600000}");
            job = client.createJob("{\"object\":\"Account\",\"operation\":\"insert\"}");
            client.upload(job, "Name\nA\n");
            client.setState(job, "UploadComplete");
        }

        try (Sandbox sandbox = Sandbox.start(settings)) {
            SandboxClient client = new SandboxClient(sandbox.uri()).signIn(sandbox.credentials());

            assertThat(client.await(job).getString("state")).isEqualTo("JobComplete");
        }
    }

    @Test
    void deletes_its_temporary_folder_when_it_is_closed() {
        Path certificate;
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePorts())) {
            certificate = sandbox.certificate().orElseThrow();
            assertThat(certificate).exists();
        }

        assertThat(certificate.getParent()).doesNotExist();
    }

    @Test
    void can_be_given_more_objects_and_fields(@TempDir Path folder) throws IOException {
        Path objects = folder.resolve("more.yaml");
        Files.writeString(
                objects,
                """
                objects:
                  Account:
                    fields:
                      Region__c: { type: string, length: 10 }
                  Invoice__c:
                    keyPrefix: a00
                    fields:
                      Name: { type: string, length: 80, nameField: true }
                      Number__c: { type: string, length: 20, externalId: true, unique: true, caseSensitive: true }
                      Account__c: { type: reference, to: Account, relationship: Account__r }
                """);

        try (Sandbox sandbox =
                Sandbox.start(
                        new SandboxSettings(
                                "127.0.0.1", 0, SandboxSettings.NO_TLS, null, objects))) {
            SandboxClient client = new SandboxClient(sandbox.uri()).signIn(sandbox.credentials());
            client.upsertAccounts("ERP_Number__c,Name,Region__c\n1,A,North\n");
            JsonObject job =
                    client.run(
                            "{\"object\":\"Invoice__c\",\"operation\":\"upsert\",\"externalIdFieldName\":\"Number__c\"}",
                            "Number__c,Account__r.ERP_Number__c\nx,1\nX,1\n");

            assertThat(job.getLong("numberRecordsFailed")).isZero();
            assertThat(
                            client.query(
                                            "SELECT COUNT() FROM Invoice__c WHERE Account__r.Region__c = 'North'")
                                    .getInteger("totalSize"))
                    .isEqualTo(2);
        }
    }

    @Test
    void says_what_is_wrong_with_an_objects_file(@TempDir Path folder) throws IOException {
        Path objects = folder.resolve("more.yaml");
        Files.writeString(
                objects, "objects:\n  Account:\n    fields:\n      X__c: { typ: string }\n");
        SandboxSettings settings =
                new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null, objects);

        assertThatThrownBy(() -> Sandbox.start(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("field Account.X__c has the key 'typ'; there are only [");
    }

    @Test
    void says_so_when_its_port_is_taken() {
        try (Sandbox sandbox =
                Sandbox.start(new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null))) {
            SandboxSettings same =
                    new SandboxSettings(
                            "127.0.0.1", sandbox.uri().getPort(), SandboxSettings.NO_TLS, null);

            assertThatThrownBy(() -> Sandbox.start(same))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + sandbox.uri().getPort())
                    .hasMessageEndingWith("Choose another port");
        }
    }
}
