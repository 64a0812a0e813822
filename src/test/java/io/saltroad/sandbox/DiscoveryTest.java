package io.saltroad.sandbox;

import static io.saltroad.sandbox.SandboxClient.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What the org tells about itself")
class DiscoveryTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private final SandboxClient client = ORG.client();

    @BeforeEach
    void signIn() {
        client.withToken(null).signIn(ORG.sandbox().credentials());
    }

    @Test
    void are_its_versions_even_without_a_session() {
        JsonArray versions =
                new JsonArray(new SandboxClient(ORG.sandbox().uri()).get("/services/data").body());

        List<String> numbers =
                versions.stream().map(v -> ((JsonObject) v).getString("version")).toList();
        assertThat(numbers).allMatch(n -> n.matches("[1-9]\\d\\.0"));
        assertThat(numbers).isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(versions)
                .contains(
                        new JsonObject()
                                .put("label", "Spring '26")
                                .put("url", "/services/data/v66.0")
                                .put("version", "66.0"),
                        new JsonObject()
                                .put("label", "Winter '26")
                                .put("url", "/services/data/v65.0")
                                .put("version", "65.0"));
    }

    @Test
    void is_which_versions_it_does_not_serve() {
        assertThat(client.get("/services/data/v30.0/limits").statusCode()).isEqualTo(410);
        assertThat(client.get("/services/data/v99.0/limits").statusCode()).isEqualTo(404);
        assertThat(client.get("/services/data/66/limits").statusCode()).isEqualTo(404);
    }

    @Test
    void are_its_resources_and_objects() {
        JsonObject resources = new JsonObject(client.get(DATA + "/").body());
        JsonObject objects = new JsonObject(client.get(DATA + "/sobjects").body());

        assertThat(resources.getString("query")).isEqualTo(DATA + "/query");
        assertThat(
                        objects.getJsonArray("sobjects").stream()
                                .map(o -> ((JsonObject) o).getString("name")))
                .contains("Account", "Contact", "Order", "Product2", "User");
    }

    @Test
    void are_the_fields_of_an_object() {
        JsonObject account = new JsonObject(client.get(DATA + "/sobjects/account/describe").body());

        assertThat(account.getString("keyPrefix")).isEqualTo("001");
        JsonObject key = field(account, "ERP_Number__c");
        assertThat(key.getBoolean("externalId")).isTrue();
        assertThat(key.getBoolean("unique")).isTrue();
        assertThat(key.getInteger("length")).isEqualTo(40);
        assertThat(field(account, "Name").getBoolean("nillable")).isFalse();
        assertThat(field(account, "CreatedDate").getBoolean("createable")).isFalse();
        JsonObject owner = field(account, "OwnerId");
        assertThat(owner.getString("relationshipName")).isEqualTo("Owner");
        assertThat(owner.getJsonArray("referenceTo")).containsExactly("User");
        assertThat(client.get(DATA + "/sobjects/Nothing__c/describe").statusCode()).isEqualTo(404);
    }

    private static JsonObject field(JsonObject object, String name) {
        return object.getJsonArray("fields").stream()
                .map(JsonObject.class::cast)
                .filter(field -> field.getString("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void are_its_limits_and_what_is_used_of_them() {
        client.upsertAccounts("ERP_Number__c,Name\n1,A\n");

        JsonObject limits = new JsonObject(client.get(DATA + "/limits/").body());

        JsonObject requests = limits.getJsonObject("DailyApiRequests");
        assertThat(requests.getInteger("Remaining")).isLessThan(requests.getInteger("Max"));
        assertThat(limits.getJsonObject("DailyBulkApiBatches").getInteger("Remaining"))
                .isEqualTo(14_999);
    }

    @Test
    void stands_in_a_header_with_its_exact_spelling() throws IOException {
        String answer =
                RawCall.ask(
                        ORG.sandbox().uri(),
                        "GET " + DATA + "/limits HTTP/1.1",
                        "Authorization: OAuth " + client.token(),
                        "Connection: close");

        assertThat(answer).contains("\r\nSforce-Limit-Info: api-usage=1/1000000\r\n");
    }

    @Test
    void is_that_the_requests_of_the_day_are_used_up() {
        client.patch("/sandbox/settings", "{\"dailyApiRequests\":1}");
        client.get(DATA + "/limits");

        var answer = client.get(DATA + "/limits");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .isEqualTo(
                        "[{\"message\":\"TotalRequests Limit exceeded.\",\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\"}]");
    }

    @Test
    void is_compressed_if_the_client_wants_it() {
        var answer = client.send(DATA + "/limits", r -> r.GET().header("Accept-Encoding", "gzip"));

        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(client.get(DATA + "/limits").headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void is_shown_on_a_page_that_says_it_is_not_salesforce() {
        client.upsertAccounts("ERP_Number__c,Name\n1,<b>A</b>\n");

        var page = client.get("/");

        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(page.body())
                .contains("This is not Salesforce.")
                .contains("JobComplete")
                .contains("<td>Account</td><td>1</td>")
                .doesNotContain("src=\"http")
                .doesNotContain("<script");
        assertThat(client.get("/sandbox.css").statusCode()).isEqualTo(200);
    }
}
