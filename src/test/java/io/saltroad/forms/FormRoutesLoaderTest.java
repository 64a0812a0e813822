package io.saltroad.forms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The parameter of a kamelet")
class FormRoutesLoaderTest {

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "semicolon",
                "+",
                "&",
                "%",
                "#",
                "?",
                "=",
                ";",
                " ",
                "\t",
                "^",
                "\\",
                "/",
                "a + b",
                "a&b=c&d",
                "100%",
                "%20",
                "%2B",
                "#bean:secret",
                "#class:java.io.File",
                "?a=b",
                "RAW(x)",
                "RAW{x}",
                "+|",
                "||",
                "~#~",
                "\"",
                "'",
                "it's \"so\"",
                "${file:name}.done",
                "${file:name.noext}.trg",
                "$simple{body}",
                "(A|B)_\\d+\\.csv",
                "CUST_.*\\.csv",
                "^[^#]+\\.(csv|txt)$",
                "0 30 1 * * ?",
                "0 0/5 8-18 ? * MON-FRI",
                "Kunden-Nr.,Straße,Größe",
                "Zürich €",
                "日本語",
                "😀",
                "text64.abc",
                "null",
                "~",
                "- not a list",
                "key: value",
                "KUNNR,NAME1,ORT01",
                " leading and trailing ",
                "a\nb",
            })
    void arrives_as_it_was_written(String text) throws Exception {
        assertThat(heard("text: " + quoted(text))).isEqualTo(text);
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "true",
                "false",
                "yes",
                "no",
                "on",
                "TRUE",
                "5",
                "007",
                "-1",
                "1.0",
                "1e3",
                "0x1F",
                "2026-03-01",
                "12:30:45",
                "1_000",
                ".5",
                "null"
            })
    void arrives_as_it_was_written_although_yaml_knows_it_as_something_else(String plain)
            throws Exception {
        assertThat(heard("text: " + plain)).isEqualTo(plain);
    }

    @Test
    void is_absent_if_it_is_not_given() throws Exception {
        assertThat(heard("{}")).isEmpty();
    }

    @Test
    void is_absent_if_it_is_given_empty() throws Exception {
        assertThat(heard("text: ''")).isEmpty();
    }

    @Test
    void may_take_several_lines() throws Exception {
        assertThat(heard("text: >-\n  CUST_.*|\n  SUPP_.*")).isEqualTo("CUST_.*| SUPP_.*");
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{{feed.text}} ~ a+b & 100%",
                "x{{feed.text}}y ~ xa+b & 100%y",
                "{{feed.nested}} ~ a+b & 100%",
                "{{feed.none:+|}} ~ +|",
                "{{?feed.none}} ~ ``",
            })
    void may_name_a_property_whose_value_arrives_as_it_was_set(String text, String arrives)
            throws Exception {
        assertThat(heard("text: " + quoted(text))).isEqualTo(arrives);
    }

    @Test
    void arrives_the_same_through_the_kamelet_step() throws Exception {
        assertThat(
                        heardFrom(
                                """
                                - kamelet:
                                    name: recording-action
                                    parameters:
                                      text: "a+b & 100% #1"
                                """))
                .isEqualTo("a+b & 100% #1");
    }

    @Test
    void arrives_the_same_in_a_step_within_another() throws Exception {
        assertThat(
                        heardFrom(
                                """
                                - filter:
                                    simple: "true"
                                    steps:
                                      - to:
                                          uri: kamelet:recording-action
                                          parameters: {text: "a+b & 100% #1"}
                                """))
                .isEqualTo("a+b & 100% #1");
    }

    @Test
    void may_stand_in_the_address_as_camel_reads_it() throws Exception {
        assertThat(heardFrom("- to: kamelet:recording-action?text=RAW(+|)\n")).isEqualTo("+|");
    }

    @Test
    void belongs_to_its_use_alone() throws Exception {
        List<String> heard =
                allHeardFrom(
                        """
                        - to: {uri: kamelet:recording-action, parameters: {text: "+"}}
                        - to: {uri: kamelet:recording-action, parameters: {text: "&"}}
                        - to: {uri: kamelet:recording-action}
                        """);

        assertThat(heard).containsExactly("+", "&", "");
    }

    @Test
    void of_another_component_is_left_as_it_is() throws Exception {
        assertThat(
                        allHeardFrom(
                                """
                                - setBody: {constant: "a b"}
                                - to: {uri: "language:simple:${body}+", parameters: {resultType: String}}
                                - to: {uri: kamelet:recording-action, parameters: {text: x}}
                                """))
                .containsExactly("x");
    }

    /** As YAML, so that no character means anything to YAML. */
    private static String quoted(String text) {
        StringBuilder yaml = new StringBuilder("\"");
        text.chars()
                .forEach(
                        character -> {
                            if (character < ' ' || character == '"' || character == '\\') {
                                yaml.append("\\u%04x".formatted(character));
                            } else {
                                yaml.append((char) character);
                            }
                        });
        return yaml.append('"').toString();
    }

    private static String heard(String parameters) throws Exception {
        return heardFrom(
                """
                - to:
                    uri: kamelet:recording-action
                    parameters:
                %s"""
                        .formatted(parameters.indent(6)));
    }

    private static String heardFrom(String steps) throws Exception {
        List<String> heard = allHeardFrom(steps);
        assertThat(heard).hasSize(1);
        return heard.get(0);
    }

    private static List<String> allHeardFrom(String steps) throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Properties properties = new Properties();
            properties.putAll(Map.of("feed.text", "a+b & 100%", "feed.nested", "{{feed.text}}"));
            context.getPropertiesComponent().setInitialProperties(properties);
            KameletComponent kamelets = new KameletComponent();
            kamelets.setLocation("classpath:io/saltroad/forms");
            context.addComponent("kamelet", kamelets);
            context.getRegistry().bind(TextRecorder.HEARD, heard);
            FormRoutesLoader.bind(context);
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.fromString(
                                    "feed.camel.yaml",
                                    """
                                    - route:
                                        id: feed
                                        from:
                                          uri: direct:feed
                                          steps:
                                    %s"""
                                            .formatted(steps.indent(8))));
            context.start();
            context.createProducerTemplate().sendBody("direct:feed", "");
        }
        return heard;
    }
}
