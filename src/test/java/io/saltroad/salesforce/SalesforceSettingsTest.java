package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.settings.Settings;
import io.saltroad.settings.SettingsException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The Salesforce settings")
class SalesforceSettingsTest {

    private static final String MY_DOMAIN = "https://example.my.salesforce.com";

    /** Everything that all ways to sign in need together. */
    private static final Map<String, String> ALL =
            Map.ofEntries(
                    Map.entry("login-url", MY_DOMAIN),
                    Map.entry("instance-url", "https://instance.my.salesforce.com"),
                    Map.entry("client-id", "app"),
                    Map.entry("client-secret", "SECRET-1"),
                    Map.entry("username", "user@example.com"),
                    Map.entry("password", "SECRET-2"),
                    Map.entry("security-token", "SECRET-3"),
                    Map.entry("refresh-token", "SECRET-4"),
                    Map.entry("access-token", "SECRET-5"),
                    Map.entry("jwt-keystore", "keys.p12"),
                    Map.entry("jwt-keystore-password", "SECRET-6"),
                    Map.entry("jwt-key-alias", "mine"));

    @Test
    void have_defaults_that_only_lack_the_org_and_the_app() {
        var settings =
                read(
                        Map.of(
                                "login-url", MY_DOMAIN,
                                "client-id", "app",
                                "client-secret", "secret"));

        assertThat(settings)
                .isEqualTo(
                        new SalesforceSettings(
                                new Credentials.ClientCredentials("app", "secret"),
                                URI.create(MY_DOMAIN),
                                Optional.empty(),
                                "66.0",
                                Optional.empty(),
                                Duration.ofSeconds(15),
                                Duration.ofMinutes(5)));
    }

    @Test
    void read_every_property() {
        var values = new HashMap<>(ALL);
        values.put("sign-in", "jwt");
        values.put("api-version", "59.0");
        values.put("trusted-certificates", "ca.pem");
        values.put("connect-timeout", "3s");
        values.put("response-timeout", "9m");

        assertThat(read(values))
                .isEqualTo(
                        new SalesforceSettings(
                                new Credentials.Jwt(
                                        "app",
                                        "user@example.com",
                                        Path.of("keys.p12"),
                                        "SECRET-6",
                                        Optional.of("mine")),
                                URI.create(MY_DOMAIN),
                                Optional.of(URI.create("https://instance.my.salesforce.com")),
                                "59.0",
                                Optional.of(Path.of("ca.pem")),
                                Duration.ofSeconds(3),
                                Duration.ofMinutes(9)));
    }

    @ParameterizedTest
    @CsvSource({
        "client-credentials, login-url",
        "client-credentials, client-id",
        "client-credentials, client-secret",
        "jwt, login-url",
        "jwt, client-id",
        "jwt, username",
        "jwt, jwt-keystore",
        "jwt, jwt-keystore-password",
        "refresh-token, login-url",
        "refresh-token, client-id",
        "refresh-token, refresh-token",
        "password, login-url",
        "password, client-id",
        "password, client-secret",
        "password, username",
        "password, password",
        "access-token, access-token",
        "access-token, instance-url"
    })
    void name_the_key_that_a_way_to_sign_in_lacks(String way, String key) {
        var values = new HashMap<>(ALL);
        values.put("sign-in", way);
        values.put(key, "");

        assertThatThrownBy(() -> read(values))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(
                        "saltroad.salesforce.%s is not set, but saltroad.salesforce.sign-in = %s needs it",
                        key, way);
    }

    @ParameterizedTest
    @CsvSource({
        "jwt, jwt-key-alias",
        "jwt, client-secret",
        "refresh-token, client-secret",
        "password, security-token",
        "access-token, login-url",
        "access-token, client-id"
    })
    void do_without_what_a_way_to_sign_in_does_not_need(String way, String key) {
        var values = new HashMap<>(ALL);
        values.put("sign-in", way);
        values.put(key, "");

        assertThat(read(values).credentials().way().word()).isEqualTo(way);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"client-credentials", "jwt", "refresh-token", "password", "access-token"})
    void never_show_a_secret(String way) {
        var values = new HashMap<>(ALL);
        values.put("sign-in", way);

        assertThat(read(values).toString()).doesNotContain("SECRET");
    }

    @Test
    void tell_which_ways_to_sign_in_there_are() {
        assertThatThrownBy(() -> read(Map.of("sign-in", "oauth")))
                .hasMessage(
                        "saltroad.salesforce.sign-in = oauth is not a way to sign in. Use one of"
                                + " client-credentials, jwt, refresh-token, password, access-token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://login.salesforce.com", "https://test.salesforce.com/"})
    void ask_for_the_my_domain_address_with_client_credentials(String url) {
        var values = new HashMap<>(ALL);
        values.put("login-url", url);

        assertThatThrownBy(() -> read(values))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("Use your org's My Domain address");
    }

    @Test
    void ignore_a_slash_at_the_end_of_an_address() {
        var values = new HashMap<>(ALL);
        values.put("login-url", MY_DOMAIN + "/");

        assertThat(read(values).loginUrl()).isEqualTo(URI.create(MY_DOMAIN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "login.salesforce.com",
                "ftp://example.com",
                "https://example.com/services",
                "https://user:secret@example.com",
                "https://example.com?x=y",
                "https://"
            })
    void refuse_what_is_not_the_address_of_an_org(String url) {
        var values = new HashMap<>(ALL);
        values.put("login-url", url);

        assertThatThrownBy(() -> read(values))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("is not the address of an org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v66.0", "66", "40.0", "66.1", "latest"})
    void refuse_what_is_not_an_api_version(String version) {
        var values = new HashMap<>(ALL);
        values.put("api-version", version);

        assertThatThrownBy(() -> read(values))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "saltroad.salesforce.api-version = %s is not an API version from 41.0 on, such as 66.0",
                        version);
    }

    private static SalesforceSettings read(Map<String, String> changes) {
        Map<String, String> values = TestOrg.defaults();
        changes.forEach((key, value) -> values.put("saltroad.salesforce." + key, value));
        return SalesforceSettings.from(Settings.of(values));
    }
}
