package io.saltroad.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The front door")
class FrontDoorTest {

    private static final String KEY = "saltroad.salesforce.login-url";

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void setUp() {
        file = folder.resolve("application.properties");
    }

    @Test
    void knows_all_keys_and_their_defaults() {
        Settings settings = FrontDoor.withDefaults().open().settings();

        assertThat(settings.unread())
                .contains(
                        "saltroad.salesforce.login-url",
                        "saltroad.salesforce.instance-url",
                        "saltroad.salesforce.api-version",
                        "saltroad.salesforce.sign-in",
                        "saltroad.salesforce.client-id",
                        "saltroad.salesforce.client-secret",
                        "saltroad.salesforce.username",
                        "saltroad.salesforce.password",
                        "saltroad.salesforce.security-token",
                        "saltroad.salesforce.refresh-token",
                        "saltroad.salesforce.access-token",
                        "saltroad.salesforce.jwt-keystore",
                        "saltroad.salesforce.jwt-keystore-password",
                        "saltroad.salesforce.jwt-key-alias",
                        "saltroad.salesforce.trusted-certificates",
                        "saltroad.folders.export",
                        "saltroad.folders.work",
                        "saltroad.folders.archive",
                        "saltroad.folders.dead-letter",
                        "saltroad.ledger.url",
                        "saltroad.bulk.chunk-size",
                        "saltroad.bulk.parallel-uploads",
                        "saltroad.bulk.poll-delay",
                        "saltroad.bulk.poll-max-delay");
        assertThat(settings.text("saltroad.folders.export")).isEqualTo("erp/export");
        assertThat(settings.text("saltroad.ledger.url")).isEqualTo("jdbc:sqlite:erp/ledger.db");
        assertThat(settings.size("saltroad.bulk.chunk-size")).isEqualTo(100_000_000);
    }

    @Test
    void lays_the_command_line_over_the_environment_over_the_file_over_the_defaults()
            throws IOException {
        write(
                """
                saltroad.salesforce.login-url = https://file.example
                saltroad.salesforce.client-id = file
                saltroad.salesforce.username = file
                """);

        Settings settings =
                FrontDoor.withDefaults()
                        .file(file)
                        .environment(
                                Map.of(
                                        "SALTROAD_SALESFORCE_LOGIN_URL", "https://env.example",
                                        "SALTROAD_SALESFORCE_CLIENT_ID", "env"))
                        .commandLine(Map.of(KEY, "https://option.example"))
                        .open()
                        .settings();

        assertThat(settings.text(KEY)).isEqualTo("https://option.example");
        assertThat(settings.text("saltroad.salesforce.client-id")).isEqualTo("env");
        assertThat(settings.text("saltroad.salesforce.username")).isEqualTo("file");
        assertThat(settings.text("saltroad.salesforce.api-version")).isEqualTo("66.0");
    }

    @Test
    void knows_an_environment_variable_for_every_key() {
        Settings defaults = FrontDoor.withDefaults().open().settings();
        for (String key : defaults.unread()) {
            String variable = key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");

            Settings settings =
                    FrontDoor.withDefaults().environment(Map.of(variable, "set")).open().settings();

            assertThat(settings.optional(key)).as(variable).contains("set");
        }
    }

    @Test
    void takes_an_empty_value_of_an_upper_layer_as_not_set() {
        Settings settings =
                FrontDoor.withDefaults()
                        .environment(Map.of("SALTROAD_FOLDERS_WORK", ""))
                        .open()
                        .settings();

        assertThatThrownBy(() -> settings.path("saltroad.folders.work"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("saltroad.folders.work is not set. Set it in application.properties");
    }

    @Test
    void names_file_line_and_nearest_neighbour_of_an_unknown_key() throws IOException {
        write(
                """
                # a comment that goes on \\
                saltroad.folders.export = in, \\
                    and out

                saltroad.bulk.chunksize = 5MB
                """);

        assertThatThrownBy(() -> FrontDoor.withDefaults().file(file).open())
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        file
                                + ", line 5: unknown key saltroad.bulk.chunksize."
                                + " Did you mean saltroad.bulk.chunk-size?");
    }

    @Test
    void reports_all_unknown_keys_at_once() {
        assertThatThrownBy(
                        () ->
                                FrontDoor.withDefaults()
                                        .environment(Map.of("SALTROAD_FOLDERS_WORKS", "w"))
                                        .commandLine(Map.of("saltroad.frobnicate", "yes"))
                                        .open())
                .hasMessage(
                        """
                        unknown environment variable SALTROAD_FOLDERS_WORKS. Did you mean \
                        SALTROAD_FOLDERS_WORK?
                        -D saltroad.frobnicate: unknown key saltroad.frobnicate""");
    }

    @Test
    void leaves_alone_what_kubernetes_sets_for_a_service_named_saltroad() {
        FrontDoor door =
                FrontDoor.withDefaults()
                        .environment(
                                Map.of(
                                        "SALTROAD_SERVICE_HOST", "10.0.0.11",
                                        "SALTROAD_SERVICE_PORT_HTTP", "8080",
                                        "SALTROAD_PORT", "tcp://10.0.0.11:8080",
                                        "SALTROAD_CONSOLE_PORT_8080_TCP_ADDR", "10.0.0.11"));

        assertThat(door.open().settings()).isNotNull();
    }

    @Test
    void hands_keys_of_other_names_on_untouched() throws IOException {
        write(
                """
                camel.main.name = night-run
                my.feed.folder = /data
                """);

        FrontDoor.Opened opened =
                FrontDoor.withDefaults()
                        .file(file)
                        .commandLine(Map.of("camel.main.name", "day-run"))
                        .open();

        assertThat(opened.others())
                .containsOnly(
                        Map.entry("camel.main.name", "day-run"),
                        Map.entry("my.feed.folder", "/data"));
    }

    @Test
    void refuses_a_key_that_stands_in_the_file_twice() throws IOException {
        write(
                """
                saltroad.folders.work = a
                saltroad.folders.work = b
                """);

        assertThatThrownBy(() -> FrontDoor.withDefaults().file(file))
                .hasMessage(file + ", line 2: saltroad.folders.work stands in line 1 already");
    }

    @Test
    void says_where_a_value_was_set_that_does_not_fit() throws IOException {
        write("\n\nsaltroad.bulk.poll-delay = 5\n");
        Settings settings = FrontDoor.withDefaults().file(file).open().settings();

        assertThatThrownBy(() -> settings.duration("saltroad.bulk.poll-delay"))
                .hasMessage(
                        file
                                + ", line 3: saltroad.bulk.poll-delay = 5 is not a duration such as"
                                + " 200ms, 5s, 2m or 24h");
    }

    @Test
    void says_so_if_the_file_is_missing() {
        assertThatThrownBy(() -> FrontDoor.withDefaults().file(file))
                .isInstanceOf(SettingsException.class)
                .hasMessage("there is no file " + file);
    }

    @Test
    void reads_utf_8_with_and_without_a_byte_order_mark() throws IOException {
        write("\uFEFFsaltroad.salesforce.username = jürgen@example.com\n");

        assertThat(
                        FrontDoor.withDefaults()
                                .file(file)
                                .open()
                                .settings()
                                .text("saltroad.salesforce.username"))
                .isEqualTo("jürgen@example.com");
    }

    @Test
    void refuses_a_file_in_another_charset() throws IOException {
        Files.write(
                file,
                "saltroad.salesforce.username = jürgen".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> FrontDoor.withDefaults().file(file))
                .hasMessage(file + " is not UTF-8 text");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }
}
