package io.saltroad.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.datacloud.schema.FieldType;
import io.saltroad.datacloud.schema.ObjectSchema;
import io.saltroad.datacloud.schema.SchemaField;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A message for Data Cloud")
class MessageFormTest {

    private static final ObjectSchema SCHEMA =
            new ObjectSchema(
                    "orders",
                    List.of(
                            new SchemaField("order_no", FieldType.TEXT),
                            new SchemaField("freight", FieldType.NUMBER),
                            new SchemaField("paid", FieldType.BOOLEAN),
                            new SchemaField("ordered", FieldType.DATE),
                            new SchemaField("changed", FieldType.DATE_TIME)));

    private final MessageForm checked =
            new MessageForm(Optional.of(SCHEMA), "order_no", false, 1_000);
    private final MessageForm unchecked =
            new MessageForm(Optional.empty(), "order_no", false, 1_000);

    private static Map<String, Object> record(Object... namesAndValues) {
        Map<String, Object> record = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            record.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return record;
    }

    private static String json(MessageForm form, Map<?, ?> record) throws Exception {
        return new String(form.entry(record).json(), UTF_8);
    }

    @Test
    void is_typed_by_the_schema_and_what_it_does_not_have_is_null() throws Exception {
        assertThat(json(checked, record("freight", "12.50", "order_no", "007", "paid", "true")))
                .isEqualTo(
                        "{\"order_no\":\"007\",\"freight\":12.50,\"paid\":true,\"ordered\":null,\"changed\":null}");
    }

    @Test
    void has_no_number_that_would_fill_the_memory() {
        assertThatThrownBy(
                        () ->
                                checked.entry(
                                        record(
                                                "order_no",
                                                "1",
                                                "freight",
                                                new java.math.BigDecimal("1e999999999"))))
                .isInstanceOf(UnfitMessageException.class)
                .hasMessageContaining("freight");
    }

    @Test
    void has_values_of_java_as_data_cloud_writes_them() throws Exception {
        assertThat(
                        json(
                                checked,
                                record(
                                        "order_no",
                                        7,
                                        "freight",
                                        new BigDecimal("1E+3"),
                                        "paid",
                                        false,
                                        "ordered",
                                        LocalDate.of(2026, 3, 1),
                                        "changed",
                                        Timestamp.from(Instant.parse("2026-03-01T10:00:00.5Z")))))
                .isEqualTo(
                        "{\"order_no\":\"7\",\"freight\":1000,\"paid\":false,\"ordered\":\"2026-03-01\",\"changed\":\"2026-03-01T10:00:00.500Z\"}");
    }

    @Test
    void is_all_text_without_a_schema() throws Exception {
        assertThat(json(unchecked, record("order_no", 7, "freight", 1.5, "note", "")))
                .isEqualTo("{\"order_no\":\"7\",\"freight\":\"1.5\",\"note\":null}");
    }

    @Test
    void is_its_key_alone_if_it_is_to_be_deleted() throws Exception {
        MessageForm delete = new MessageForm(Optional.of(SCHEMA), "order_no", true, 1_000);

        assertThat(json(delete, record("order_no", "7", "whatever", "x"))).isEqualTo("\"7\"");
    }

    @Nested
    @DisplayName("is refused")
    class IsRefused {

        private void refused(MessageForm form, Map<?, ?> record, String why) {
            assertThatThrownBy(() -> form.entry(record))
                    .isInstanceOf(UnfitMessageException.class)
                    .hasMessageContaining(why);
        }

        @Test
        void with_a_name_that_is_no_field() {
            refused(
                    checked,
                    record("order_no", "7", "frieght", 1),
                    "frieght: '' is no field of orders, and Data Cloud would drop it without a"
                            + " word, did you mean freight?");
        }

        @Test
        void without_a_key() {
            refused(
                    unchecked,
                    record("orderno", "7"),
                    "order_no: '' is missing: Data Cloud finds records by it, did you mean"
                            + " orderno?");
            refused(unchecked, record("order_no", " "), "must not be empty");
        }

        @Test
        void with_a_value_of_another_type() {
            refused(
                    checked,
                    record("order_no", "7", "freight", "cheap"),
                    "freight: 'cheap' is not a plain decimal number");
            refused(
                    checked,
                    record("order_no", "7", "ordered", "01.03.2026"),
                    "ordered: '01.03.2026' is not a date like 2024-10-07; ordered is Date");
        }

        @Test
        void with_an_object_within_it() {
            refused(unchecked, record("order_no", "7", "lines", List.of(1)), "is not one value");
        }

        @Test
        void above_the_size_of_a_micro_batch() {
            refused(
                    unchecked,
                    record("order_no", "7", "note", "x".repeat(1_000)),
                    "takes 1026 bytes as JSON, a micro-batch takes 1000");
        }
    }

    @Nested
    @DisplayName("is found in a body that")
    class IsFoundInABodyThat {

        private final List<String> found = new ArrayList<>();

        private List<String> records(Object body) throws Exception {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                Exchange exchange = new DefaultExchange(context);
                exchange.getMessage().setBody(body instanceof Exchange ? List.of(body) : body);
                new MessageReader(100)
                        .read(
                                exchange.getMessage(),
                                new MessageReader.Taker() {
                                    @Override
                                    public void record(Map<?, ?> record, Object message) {
                                        found.add(record.toString());
                                    }

                                    @Override
                                    public void refused(UnfitMessageException why, Object message) {
                                        found.add("refused: " + why.getMessage());
                                    }
                                });
                return found;
            }
        }

        @Test
        void is_a_map() throws Exception {
            assertThat(records(Map.of("a", 1))).containsExactly("{a=1}");
        }

        @Test
        void is_json_of_one_or_of_a_list() throws Exception {
            assertThat(records("{\"a\":1}")).containsExactly("{a=1}");
            found.clear();
            assertThat(records("[{\"a\":1},{\"a\":2.50}]".getBytes(UTF_8)))
                    .containsExactly("{a=1}", "{a=2.50}");
        }

        @Test
        void is_a_stream_of_json() throws Exception {
            assertThat(records(new java.io.ByteArrayInputStream("{\"a\":1}".getBytes(UTF_8))))
                    .containsExactly("{a=1}");
        }

        @Test
        void is_a_list_of_any_of_these() throws Exception {
            assertThat(records(List.of(Map.of("a", 1), "{\"a\":2}")))
                    .containsExactly("{a=1}", "{a=2}");
        }

        @Test
        void is_a_list_of_exchanges() throws Exception {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                Exchange one = new DefaultExchange(context);
                one.getMessage().setBody("{\"a\":1}");

                assertThat(records(one)).containsExactly("{a=1}");
            }
        }

        @Test
        void is_something_else_is_refused_alone() throws Exception {
            assertThat(records(List.of("{\"a\":", "3", Map.of("a", 1))))
                    .hasSize(3)
                    .anySatisfy(text -> assertThat(text).startsWith("refused: is not JSON"))
                    .contains("refused: is no object with fields but a Integer", "{a=1}");
        }

        @Test
        void is_larger_than_what_is_held_in_memory_is_refused() throws Exception {
            assertThat(records(new java.io.ByteArrayInputStream(new byte[101])))
                    .containsExactly(
                            "refused: has more than 100 bytes: send it in parts, or as an export");
        }
    }
}
