package io.saltroad.datacloud;

import static io.saltroad.salesforce.TestOrg.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.TestSignals;
import io.saltroad.salesforce.TraceLog;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The log of a connection to Data Cloud")
class TenantSecretsInLogsTest {

    @Test
    void holds_no_secret_even_at_trace_if_the_http_clients_stay_at_info(@TempDir Path folder)
            throws Exception {
        String log = TraceLog.of(Run.class, folder);

        assertThat(log)
                .contains("Signed in to Data Cloud: session at http://localhost", "no scope")
                .doesNotContain("SECRET")
                .doesNotContain("!token.")
                .doesNotContain("tenant.token-");
    }

    /** Exchanges tokens, calls, queries, is refused, and ends. */
    static final class Run {

        private Run() {}

        public static void main(String[] arguments) throws Exception {
            try (TestTenant tenant = new TestTenant()) {
                CamelContext context = new DefaultCamelContext();
                DataCloudConnection connection =
                        DataCloudConnection.bind(
                                context,
                                tenant.org.settings(
                                        "sign-in", "refresh-token",
                                        "refresh-token", "SECRET-1",
                                        "client-secret", "SECRET-2"),
                                TestTenant.settings(),
                                new TestSignals());
                context.start();
                tenant.answers(TestTenant.unauthorized());
                show(post(context, connection));
                tenant.answers(answer(200, "{\"data\":[[1]],\"done\":true}"));
                new TenantQuery(connection).count("SELECT COUNT(*) FROM t");
                // Somebody repeats the token that it was given.
                tenant.answersExchange(
                        exchange ->
                                answer(
                                                400,
                                                """
                                                {"error":"invalid_scope",
                                                 "error_description":"no scope: %s"}
                                                """
                                                        .formatted(
                                                                tenant.exchanges()
                                                                        .get(1)
                                                                        .form()
                                                                        .get("subject_token")))
                                        .give(exchange));
                tenant.answers(TestTenant.unauthorized());
                show(post(context, connection));
                context.stop();
            }
        }

        private static Exchange post(CamelContext context, DataCloudConnection connection) {
            IngestionCalls calls = new IngestionCalls(connection);
            return context.createProducerTemplate()
                    .request(
                            "data-cloud-http:http://tenant",
                            exchange -> {
                                exchange.getMessage().setBody(new byte[] {'{', '}'});
                                calls.stream(exchange.getMessage(), "erp_api", "customers");
                            });
        }

        private static void show(Exchange exchange) {
            System.out.println(exchange.getException());
            System.out.println(new FailureClassifier(Clock.systemUTC()).classify(exchange));
        }
    }
}
