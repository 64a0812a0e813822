package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The log")
class SecretsInLogsTest {

    @Test
    void holds_no_secret_even_at_trace_if_the_http_clients_stay_at_info(@TempDir Path folder)
            throws Exception {
        String log = TraceLog.of(Run.class, folder);

        assertThat(log)
                .contains("Login successful", "sign-in at http://localhost")
                .doesNotContain("SECRET")
                .doesNotContain("!token.");
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
