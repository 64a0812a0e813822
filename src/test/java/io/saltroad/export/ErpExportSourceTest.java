package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The source of a feed")
class ErpExportSourceTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final PickUps pickUps = PickUps.onSchedule();
    private final ErpExportSource source = new ErpExportSource();

    @BeforeEach
    void bind() {
        context.getRegistry().bind("pickUps", pickUps);
        source.setCamelContext(context);
    }

    @AfterEach
    void close() {
        context.stop();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        "include",
                        ErpExportSource::setInclude,
                        "CUST_(.*",
                        "a regular expression (Unclosed group"),
                mistake(
                        "exclude",
                        ErpExportSource::setExclude,
                        "*.csv",
                        "a regular expression (Dangling meta character '*'"),
                mistake(
                        "minAge",
                        ErpExportSource::setMinAge,
                        "2 seconds",
                        "a duration such as 500ms, 2s or 5m ("),
                mistake(
                        "schedule",
                        ErpExportSource::setSchedule,
                        "30 1 * * *",
                        "a Quartz cron expression such as 0 30 1 * * ? ("),
                mistake(
                        "until",
                        ErpExportSource::setUntil,
                        "3:00",
                        "a Quartz cron expression such as 0 30 1 * * ? ("),
                mistake("duplicates", ErpExportSource::setDuplicates, "drop", "skip or deliver ("));
    }

    private static Arguments mistake(
            String parameter,
            BiConsumer<ErpExportSource, String> setter,
            String text,
            String expected) {
        return Arguments.of(parameter, setter, text, expected);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("mistakes")
    void names_the_feed_and_the_parameter_that_is_not_understood(
            String parameter,
            BiConsumer<ErpExportSource, String> setter,
            String text,
            String expected) {
        source.setFeed("customers");

        assertThatThrownBy(() -> setter.accept(source, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "feed customers: erp-export-source %s: '%s' is not %s"
                                .formatted(parameter, text, expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../customers", "my customers", "", ".hidden", "a/b", "äöü"})
    void refuses_a_name_that_would_not_be_a_folder_of_its_own(String name) {
        assertThatThrownBy(() -> source.setFeed(name))
                .hasMessage(
                        "erp-export-source feed: '%s' is not a name of letters, digits, - and _"
                                .formatted(name));
    }

    @Test
    void belongs_to_the_pick_ups_of_the_process_by_its_name() {
        source.setFeed("customers");

        assertThat(pickUps.feeds()).containsExactly("customers");
    }

    @Test
    void is_not_quiet_before_its_first_look() {
        source.setFeed("customers");

        assertThat(pickUps.isQuiet("customers")).isFalse();
        assertThat(pickUps.areQuiet()).isFalse();
        assertThat(pickUps.isQuiet("a feed that we do not pick up")).isTrue();
    }

    @Test
    void takes_optional_parameters_as_absent_when_they_are_empty() {
        source.setFeed("customers");

        assertThatCode(
                        () -> {
                            source.setExclude("");
                            source.setDone("");
                            source.setSchedule("");
                            source.setUntil("");
                            source.setAfter("");
                        })
                .doesNotThrowAnyException();
    }
}
