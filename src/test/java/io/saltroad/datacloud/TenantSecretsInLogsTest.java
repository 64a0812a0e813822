package io.saltroad.datacloud;

import static io.saltroad.salesforce.TestOrg.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.TestSignals;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

    /** As with the org, the program's own configuration keeps the HTTP clients at info. */
    @Test
    void holds_no_secret_even_at_trace_if_the_http_clients_stay_at_info(@TempDir Path folder)
            throws Exception {
        Path configuration =
                Files.writeString(
                        folder.resolve("log4j2.properties"),
                        """
                        rootLogger.level = trace
                        rootLogger.appenderRef.out.ref = out
                        logger.jetty.name = org.eclipse.jetty
                        logger.jetty.level = info
                        logger.apache.name = org.apache.hc
                        logger.apache.level = info
                        appender.out.type = Console
                        appender.out.name = out
                        """);

        String log = logOfRun(configuration);

        assertThat(log)
                .contains("Signed in to Data Cloud: session at http://localhost", "no scope")
                .doesNotContain("SECRET")
                .doesNotContain("!token.")
                .doesNotContain("tenant.token-");
    }

    private static String logOfRun(Path configuration) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "-Dlog4j2.configurationFile=" + configuration,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Run.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(log).isZero();
        return log;
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
