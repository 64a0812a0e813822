package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxCredentials;
import io.saltroad.sandbox.SandboxSettings;
import io.saltroad.settings.FrontDoor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A session that the sandbox takes is opened")
class SignInAtSandboxTest {

    @TempDir Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private Sandbox sandbox;
    private SandboxCredentials credentials;

    @BeforeEach
    void start() {
        sandbox = Sandbox.start(SandboxSettings.onFreePorts());
        credentials = sandbox.credentials();
        set("login-url", sandbox.uri().toString());
        set("client-id", credentials.clientId());
    }

    @AfterEach
    void stop() throws IOException {
        context.close();
        sandbox.close();
    }

    @Test
    void with_client_credentials() throws Exception {
        set("sign-in", "client-credentials");
        set("client-secret", credentials.clientSecret());

        assertThat(statusOfAnyRequest(signIn())).isEqualTo(200);
    }

    @Test
    void with_client_credentials_over_tls() throws Exception {
        set("sign-in", "client-credentials");
        set("client-secret", credentials.clientSecret());
        set("login-url", sandbox.tlsUri().orElseThrow().toString());
        set("trusted-certificates", sandbox.certificate().orElseThrow().toString());

        assertThat(signIn().instanceUrl().getScheme()).isEqualTo("https");
    }

    @Test
    void with_a_jwt_signed_by_a_registered_key() throws Exception {
        Path keystore = TestKeys.addRsaKey(folder.resolve("app.p12"), "saltroad");
        register(TestKeys.exportPem(keystore, "saltroad", folder.resolve("app.pem")));
        set("sign-in", "jwt");
        set("username", credentials.username());
        set("jwt-keystore", keystore.toString());
        set("jwt-keystore-password", TestKeys.PASSWORD);

        assertThat(statusOfAnyRequest(signIn())).isEqualTo(200);
    }

    @Test
    void with_a_refresh_token() throws Exception {
        set("sign-in", "refresh-token");
        set("refresh-token", credentials.refreshToken());

        assertThat(statusOfAnyRequest(signIn())).isEqualTo(200);
    }

    @Test
    void with_user_name_password_and_security_token() throws Exception {
        set("sign-in", "password");
        set("client-secret", credentials.clientSecret());
        set("username", credentials.username());
        set("password", credentials.password());
        set("security-token", credentials.securityToken());

        assertThat(statusOfAnyRequest(signIn())).isEqualTo(200);
    }

    @Test
    void with_an_access_token_that_somebody_else_opened() throws Exception {
        try (DefaultCamelContext somebodyElse = new DefaultCamelContext()) {
            set("sign-in", "client-credentials");
            set("client-secret", credentials.clientSecret());
            Session theirs = signIn(somebodyElse);
            set("sign-in", "access-token");
            set("access-token", theirs.accessToken());
            set("instance-url", theirs.instanceUrl().toString());

            Session ours = signIn();

            assertThat(ours).isEqualTo(theirs);
            assertThat(statusOfAnyRequest(ours)).as("not revoked by us").isEqualTo(200);
        }
    }

    private void set(String name, String value) {
        settings.put("saltroad.salesforce." + name, value);
    }

    private void register(Path certificate) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(sandbox.uri().resolve("/sandbox/certificates"))
                        .POST(HttpRequest.BodyPublishers.ofFile(certificate))
                        .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isBetween(200, 299);
    }

    private Session signIn() {
        return signIn(context);
    }

    private Session signIn(DefaultCamelContext camel) {
        SalesforceConnection connection =
                SalesforceConnection.bind(
                        camel,
                        SalesforceSettings.from(
                                FrontDoor.withDefaults().commandLine(settings).open().settings()),
                        new TestSignals());
        camel.start();
        return connection.session();
    }

    private int statusOfAnyRequest(Session session) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(session.instanceUrl() + "/services/data/v66.0/limits"))
                        .header("Authorization", "Bearer " + session.accessToken())
                        .build();
        return http.send(request, BodyHandlers.ofString()).statusCode();
    }
}
