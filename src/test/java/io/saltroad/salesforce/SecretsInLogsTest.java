package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The log")
class SecretsInLogsTest {

    /**
     * The HTTP clients write whole requests into their debug logs, and nothing here can hinder
     * them. So the program's own configuration keeps them at info, whatever the level of the rest.
     */
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
                .contains("Login successful", "sign-in at http://localhost")
                .doesNotContain("SECRET")
                .doesNotContain("!token.");
    }

    private static String logOfRun(Path configuration) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
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

    /** Signs in, renews, uses both components, and ends. */
    static final class Run {

        private Run() {}

        public static void main(String[] arguments) {
            try (TestOrg org = new TestOrg()) {
                CamelContext context = new DefaultCamelContext();
                SalesforceConnection.bind(
                        context,
                        org.settings(
                                "sign-in", "refresh-token",
                                "refresh-token", "SECRET-1",
                                "client-secret", "SECRET-2"),
                        new TestSignals());
                context.start();
                for (SalesforceConnectionTest.Client client :
                        SalesforceConnectionTest.Client.values()) {
                    org.answers(TestOrg.sessionExpired());
                    client.get(context, org.url());
                    org.answers(TestOrg.answer(200, "{}"));
                    client.get(context, org.url());
                }
                context.stop();
            }
        }
    }
}
