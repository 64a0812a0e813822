package io.saltroad.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Settings")
class SettingsTest {

    @ParameterizedTest
    @CsvSource({"200ms,PT0.2S", "5s,PT5S", "2m,PT2M", "24h,PT24H", "0s,PT0S"})
    void read_durations(String text, Duration expected) {
        assertThat(with(text).duration("key")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"512B,512", "64kB,64000", "5MB,5000000", "2GB,2000000000"})
    void read_sizes_in_decimal_units(String text, long expected) {
        assertThat(with(text).size("key")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "s", "5 s", "-5s", "5d", "1.5s", "5S", "999999999999999999999s"})
    void refuse_other_durations(String text) {
        assertThatThrownBy(() -> with(text).duration("key"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "key = %s is not a duration such as 200ms, 5s, 2m or 24h".formatted(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5mb", "5MiB", "1,5MB", "999999999999GB"})
    void refuse_other_sizes(String text) {
        assertThatThrownBy(() -> with(text).size("key"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "key = %s is not a size such as 512kB, 5MB or 1GB".formatted(text));
    }

    @Test
    void read_texts_paths_addresses_numbers_and_flags() {
        assertThat(with("  a b ").text("key")).isEqualTo("a b");
        assertThat(with("erp/export").path("key")).isEqualTo(Path.of("erp", "export"));
        assertThat(with("https://a.example").uri("key")).isEqualTo(URI.create("https://a.example"));
        assertThat(with("12").number("key")).isEqualTo(12);
        assertThat(with("true").flag("key")).isTrue();
        assertThat(with(" ").optional("key")).isEmpty();
    }

    @Test
    void do_not_take_yes_for_true() {
        assertThatThrownBy(() -> with("yes").flag("key")).hasMessageContaining("not true or false");
    }

    @Test
    void never_show_a_secret() {
        Settings settings = Settings.of(Map.of("saltroad.salesforce.client-secret", "s3cr3t"));

        assertThatThrownBy(() -> settings.number("saltroad.salesforce.client-secret"))
                .hasMessageContaining("client-secret = (hidden) is not a whole number");
        assertThat(settings.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void hide_the_password_inside_an_address() {
        assertThat(Secrets.shown("ledger.url", "jdbc:x://h/db?user=u&password=p;w&ssl=true"))
                .isEqualTo("jdbc:x://h/db?user=u&password=(hidden)&ssl=true");
    }

    @Test
    void remember_which_keys_were_read() {
        Settings settings = Settings.of(Map.of("a", "1", "b", "2"));

        settings.number("a");

        assertThat(settings.unread()).containsExactly("b");
    }

    @Test
    void fail_loudly_if_the_program_asks_for_a_key_that_does_not_exist() {
        assertThatThrownBy(() -> with("x").text("other")).isInstanceOf(IllegalStateException.class);
    }

    private static Settings with(String text) {
        return Settings.of(Map.of("key", text));
    }
}
