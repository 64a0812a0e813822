package io.saltroad.salesforce;

import static io.saltroad.salesforce.TestOrg.answer;
import static io.saltroad.salesforce.TestOrg.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Signing in")
class SignInTest {

    private final TestOrg org = new TestOrg();
    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
        org.close();
    }

    @Test
    void with_client_credentials_sends_key_and_secret_of_the_app() {
        Session session = connect("sign-in", "client-credentials").session();

        assertThat(session).isEqualTo(new Session(token(1), org.url()));
        assertThat(onlySignIn().form())
                .containsEntry("grant_type", "client_credentials")
                .containsEntry("client_id", "app")
                .containsEntry("client_secret", "app-secret");
    }

    @Test
    void with_jwt_sends_a_claim_that_the_chosen_key_has_signed(@TempDir Path folder)
            throws Exception {
        Path keystore = TestKeys.addRsaKey(folder.resolve("keys.p12"), "other");
        TestKeys.addRsaKey(keystore, "mine");

        Session session =
                connect(
                                "sign-in", "jwt",
                                "username", "erp@example.com",
                                "jwt-keystore", keystore.toString(),
                                "jwt-keystore-password", TestKeys.PASSWORD,
                                "jwt-key-alias", "mine")
                        .session();

        assertThat(session.accessToken()).isEqualTo(token(1));
        assertThat(onlySignIn().form())
                .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
                .doesNotContainKey("client_secret");
        String assertion = onlySignIn().form().get("assertion");
        assertThat(claim(assertion).path("iss").asText()).isEqualTo("app");
        assertThat(claim(assertion).path("sub").asText()).isEqualTo("erp@example.com");
        assertThat(claim(assertion).path("aud").asText()).isEqualTo(org.url().toString());
        assertThat(isSignedBy("mine", keystore, assertion)).isTrue();
    }

    @Test
    void with_a_refresh_token_sends_it_and_the_secret_only_if_there_is_one() {
        connect("sign-in", "refresh-token", "refresh-token", "refresh", "client-secret", "")
                .session();

        assertThat(onlySignIn().form())
                .containsEntry("grant_type", "refresh_token")
                .containsEntry("refresh_token", "refresh")
                .doesNotContainKey("client_secret");
    }

    @Test
    void with_a_password_appends_the_security_token() {
        connect(
                        "sign-in", "password",
                        "username", "erp@example.com",
                        "password", "pass",
                        "security-token", "TOKEN")
                .session();

        assertThat(onlySignIn().form())
                .containsEntry("grant_type", "password")
                .containsEntry("username", "erp@example.com")
                .containsEntry("password", "passTOKEN");
    }

    @Test
    void is_not_done_with_an_access_token() {
        Session session = connectWithAccessToken().session();

        assertThat(session).isEqualTo(new Session("given", org.url()));
        assertThat(org.asked()).isEmpty();
    }

    @Test
    void waits_until_a_session_is_needed() {
        connect();

        assertThat(org.asked()).isEmpty();
    }

    @Test
    void is_done_once_for_all_who_use_the_session() {
        SalesforceConnection connection = connect();

        assertThat(connection.session()).isEqualTo(connection.session());
        assertThat(org.signIns()).hasSize(1);
    }

    @Test
    void takes_the_address_of_the_settings_rather_than_that_of_the_answer() {
        assertThat(connect("instance-url", "https://proxy.example.com/").session().instanceUrl())
                .isEqualTo(URI.create("https://proxy.example.com"));
    }

    @Test
    void again_does_not_end_the_old_session() {
        SalesforceConnection connection = connect();

        assertThat(connection.renew(connection.session()).accessToken()).isEqualTo(token(2));
        assertThat(connection.session().accessToken()).isEqualTo(token(2));
        assertThat(org.revocations()).isEmpty();
    }

    @Test
    void again_is_done_once_if_many_find_the_same_session_over() throws Exception {
        SalesforceConnection connection = connect();
        Session stale = connection.session();
        List<Callable<Session>> many = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            many.add(() -> connection.renew(stale));
        }

        ExecutorService threads = Executors.newFixedThreadPool(many.size());
        try {
            for (Future<Session> renewed : threads.invokeAll(many)) {
                assertThat(renewed.get().accessToken()).isEqualTo(token(2));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(org.signIns()).hasSize(2);
    }

    @Test
    void again_is_impossible_with_an_access_token() {
        SalesforceConnection connection = connectWithAccessToken();

        assertThatThrownBy(() -> connection.renew(connection.session()))
                .isInstanceOf(SignInException.class)
                .hasMessageContaining("cannot be renewed here");
    }

    @Test
    void ends_with_the_context_which_closes_the_session_it_has_opened() {
        connect().session();

        context.stop();

        assertThat(org.revocations()).hasSize(1);
    }

    @Test
    void leaves_a_session_open_that_somebody_else_has_opened() {
        connectWithAccessToken().session();

        context.stop();

        assertThat(org.asked()).isEmpty();
    }

    @Test
    void says_what_to_do_when_it_is_refused() {
        SalesforceConnection connection = connect();
        org.answersSignIn(
                answer(
                        400,
                        """
                        {"error":"invalid_grant","error_description":"no client credentials user enabled"}
                        """));

        assertThat(failure(connection))
                .isEqualTo(
                        new Failure.SignInRefused(
                                "invalid_grant",
                                "Salesforce does not sign us in: Login error code:[invalid_grant] description:[no client credentials user enabled]. Set a Run As user for the client credentials flow in the app's policies"));
    }

    @Test
    void can_pass_later_when_salesforce_is_not_available() {
        SalesforceConnection connection = connect();
        org.answersSignIn(answer(503, "<html>Down for maintenance</html>"));

        assertThat(failure(connection)).isInstanceOf(Failure.Transient.class);

        org.answersSignIn(answer(200, goodAnswer()));
        assertThat(connection.session().accessToken()).isEqualTo("later");
    }

    @Test
    void cannot_pass_where_there_is_no_token_endpoint() {
        SalesforceConnection connection = connect();
        org.answersSignIn(answer(404, "<html>Not found</html>"));

        assertThat(failure(connection))
                .isInstanceOfSatisfying(
                        Failure.SignInRefused.class,
                        refused ->
                                assertThat(refused.message())
                                        .contains("Check saltroad.salesforce.login-url"));
    }

    @Test
    @Timeout(60)
    void does_not_wait_for_ever_when_it_is_answered_401() {
        SalesforceConnection connection = connect();
        org.answersSignIn(answer(401, "{\"error\":\"invalid_client\"}"));

        assertThat(failure(connection)).isInstanceOf(Failure.SignInRefused.class);

        org.answersSignIn(answer(200, goodAnswer()));
        assertThat(connection.session().accessToken()).isEqualTo("later");
    }

    @Test
    void can_pass_later_when_nobody_listens() {
        SalesforceConnection connection = connect();
        org.close();

        assertThat(failure(connection))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.code()).isEqualTo("NO_CONNECTION"));
    }

    private SalesforceConnection connect(String... changes) {
        SalesforceConnection connection =
                SalesforceConnection.bind(context, org.settings(changes), new TestSignals());
        context.start();
        return connection;
    }

    private SalesforceConnection connectWithAccessToken() {
        return connect(
                "sign-in", "access-token",
                "access-token", "given",
                "instance-url", org.url().toString(),
                "login-url", "");
    }

    private String goodAnswer() {
        return """
        {"access_token":"later","instance_url":"%s","id":"x/id/00D000000000001AAA/005000000000001AAA"}
        """
                .formatted(org.url());
    }

    private static Failure failure(SalesforceConnection connection) {
        return catchThrowableOfType(SignInException.class, connection::session).failure();
    }

    private TestOrg.Asked onlySignIn() {
        assertThat(org.signIns()).hasSize(1);
        return org.signIns().get(0);
    }

    private static JsonNode claim(String assertion) throws Exception {
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(part(assertion, 1)));
    }

    private static boolean isSignedBy(String alias, Path keystore, String assertion)
            throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(TestKeys.open(keystore).getCertificate(alias));
        signature.update(
                (part(assertion, 0) + "." + part(assertion, 1)).getBytes(StandardCharsets.UTF_8));
        return signature.verify(Base64.getUrlDecoder().decode(part(assertion, 2)));
    }

    private static String part(String assertion, int number) {
        return assertion.split("\\.", -1)[number];
    }
}
