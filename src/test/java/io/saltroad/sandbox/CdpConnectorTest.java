package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("salesforce-cdp-connector, unchanged,")
class CdpConnectorTest {

    @RegisterExtension static final SandboxExtension ORG = SandboxExtension.withTls();

    @Test
    void queries_the_tenant_into_rows_however_it_signs_in(@TempDir Path folder)
            throws IOException, GeneralSecurityException {
        Path python = Clients.python("salesforcecdpconnector");
        SandboxCredentials known = ORG.sandbox().credentials();
        TenantClient tenant = new TenantClient(ORG.sandbox()).signIn();
        tenant.stream(
                TenantClient.ORDERS,
                new JsonObject()
                        .put("order_no", "1")
                        .put("freight", 12.5)
                        .put("order_date", "2026-01-31"),
                new JsonObject().put("order_no", "2"));
        ORG.client().post("/sandbox/tenant/flush", "");
        KeyStore keys = TestKeys.make(folder.resolve("keys.p12"));
        ORG.client().post("/sandbox/certificates", TestKeys.pem(keys));
        Path key = Files.writeString(folder.resolve("key.pem"), TestKeys.keyPem(keys));

        JsonObject seen =
                Clients.run(
                                folder,
                                Map.of(),
                                List.of(
                                        python.toString(),
                                        "-W",
                                        "ignore", // it says that it is deprecated
                                        Clients.script("cdp_connector_tour.py").toString(),
                                        ORG.sandbox().uri().toString(),
                                        known.clientId(),
                                        known.clientSecret(),
                                        known.username(),
                                        known.password() + known.securityToken(),
                                        known.refreshToken(),
                                        key.toString()))
                        .json();

        assertThat(seen.getJsonArray("columns").encode())
                .isEqualTo(
                        "[[\"order_no__c\",\"VARCHAR\"],[\"freight__c\",\"DECIMAL\"],[\"order_date__c\",\"DATE\"]]");
        assertThat(seen.getJsonArray("rows").encode())
                .isEqualTo("[[\"1\",\"12.5\",\"2026-01-31\"],[\"2\",\"None\",\"None\"]]");
        assertThat(seen.getJsonArray("pages")).containsExactly(2_500, 1, 2_500);
        assertThat(seen.getString("error")).contains("\"nothing\" not found");
        assertThat(seen.getJsonArray("tables")).contains("orders__dll");
        assertThat(seen.getInteger("count")).isEqualTo(2);
        assertThat(seen.getInteger("refresh token")).isEqualTo(2);
        assertThat(seen.getInteger("assertion")).isEqualTo(2);
    }
}
