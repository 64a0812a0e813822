package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Salesforce's own SOAP library, unchanged,")
class ForceWscTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    @Test
    void signs_in_and_binds_every_element_of_a_describe(@TempDir Path folder) {
        Path jars = Clients.installed("java");
        SandboxCredentials known = ORG.sandbox().credentials();

        JsonObject seen =
                Clients.run(
                                folder,
                                Map.of(),
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx128m",
                                        "-cp",
                                        jars + "/*",
                                        Clients.script("PartnerTour.java").toString(),
                                        ORG.sandbox().uri().toString(),
                                        known.username(),
                                        known.password() + known.securityToken()))
                        .json();

        assertThat(seen.getLong("time")).isPositive();
        seen.remove("time");
        assertThat(seen.getMap())
                .containsEntry("user", known.username())
                .containsEntry("organization", "Saltroad Sandbox")
                .containsEntry("seconds", 7_200)
                .containsEntry("objects", 7)
                .containsEntry("contactUpdateable", true)
                .containsEntry("accountTo", "Account")
                .containsEntry("accountBy", "Account")
                .containsEntry("keyIsExternalId", true)
                .containsEntry("keyLength", 40)
                .containsEntry("statusValues", 2)
                .containsEntry("afterLogout", "UnexpectedErrorFault")
                .containsEntry("refused", "LoginFault");
    }
}
