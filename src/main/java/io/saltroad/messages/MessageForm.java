package io.saltroad.messages;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.saltroad.chunk.JsonType;
import io.saltroad.datacloud.schema.ObjectSchema;
import io.saltroad.datacloud.schema.SchemaField;
import io.saltroad.settings.NearestName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;

/**
 * Makes JSON of a record, as Data Cloud wants it.
 *
 * <p>With a schema, each name must be a field and each value must fit; a field that the record does
 * not have is null, since an upsert replaces the whole record anyway. Without one, every value is a
 * string. A value that is empty is null, as it is in exports.
 */
final class MessageForm {

    private static final int MOST_DIGITS = 1_000;

    private static final JsonFactory JSON = new JsonFactory();

    /** As Data Cloud writes them. Source: Ingestion API, Streaming Ingestion. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Optional<ObjectSchema> schema;
    private final String key;
    private final boolean delete;
    private final int mostBytes;

    /**
     * @param delete whether only the key is sent
     * @param mostBytes of one record's JSON
     */
    MessageForm(Optional<ObjectSchema> schema, String key, boolean delete, int mostBytes) {
        this.schema = schema;
        this.key = key;
        this.delete = delete;
        this.mostBytes = mostBytes;
    }

    Entry entry(Map<?, ?> record) throws UnfitMessageException {
        String keyText = text(key, record.get(key));
        if (keyText.isBlank()) {
            throw new UnfitMessageException(
                    key,
                    keyText,
                    record.containsKey(key)
                            ? "must not be empty: Data Cloud finds records by it"
                            : "is missing: Data Cloud finds records by it"
                                    + NearestName.clause(key, names(record)));
        }
        byte[] json = delete ? keyJson(keyText) : json(record);
        if (json.length > mostBytes) {
            throw new UnfitMessageException(
                    "takes %d bytes as JSON, a micro-batch takes %d"
                            .formatted(json.length, mostBytes));
        }
        return new Entry(keyText, json);
    }

    private byte[] keyJson(String keyText) throws UnfitMessageException {
        if (schema.isPresent()) {
            check(field(schema.get(), key), keyText);
        }
        return written(generator -> generator.writeString(keyText));
    }

    private byte[] json(Map<?, ?> record) throws UnfitMessageException {
        if (schema.isPresent()) {
            for (String name : names(record)) {
                field(schema.get(), name);
            }
        }
        return written(
                generator -> {
                    generator.writeStartObject();
                    if (schema.isPresent()) {
                        for (SchemaField field : schema.get().fields()) {
                            write(field, text(field.name(), record.get(field.name())), generator);
                        }
                    } else {
                        for (Map.Entry<?, ?> field : record.entrySet()) {
                            String name = String.valueOf(field.getKey());
                            String text = text(name, field.getValue());
                            generator.writeFieldName(name);
                            if (text.isEmpty()) {
                                generator.writeNull();
                            } else {
                                generator.writeString(text);
                            }
                        }
                    }
                    generator.writeEndObject();
                });
    }

    private static Collection<String> names(Map<?, ?> record) {
        return record.keySet().stream().map(String::valueOf).toList();
    }

    private static SchemaField field(ObjectSchema known, String name) throws UnfitMessageException {
        Optional<SchemaField> field = known.field(name);
        if (field.isEmpty()) {
            throw new UnfitMessageException(
                    name,
                    "",
                    "is no field of %s, and Data Cloud would drop it without a word%s"
                            .formatted(known.name(), NearestName.clause(name, known.fieldNames())));
        }
        return field.get();
    }

    private static void write(SchemaField field, String text, JsonGenerator generator)
            throws IOException, UnfitMessageException {
        generator.writeFieldName(field.name());
        if (text.isEmpty()) {
            generator.writeNull();
            return;
        }
        check(field, text);
        if (field.json() == JsonType.STRING) {
            generator.writeString(text);
        } else {
            generator.writeRawValue(text);
        }
    }

    private static void check(SchemaField field, String text) throws UnfitMessageException {
        if (!field.fits(text)) {
            throw new UnfitMessageException(
                    field.name(),
                    text,
                    "%s; %s is %s in the schema"
                            .formatted(field.rule(), field.name(), field.type().word()));
        }
    }

    /** A value as an export would have it; empty for null. */
    private static String text(String name, Object value) throws UnfitMessageException {
        if (value == null) {
            return "";
        } else if (value instanceof Number number) {
            return plain(name, number);
        } else if (value instanceof Instant instant) {
            return TIME.format(instant);
        } else if (value instanceof OffsetDateTime || value instanceof ZonedDateTime) {
            return TIME.format((java.time.temporal.TemporalAccessor) value);
        } else if (value instanceof Calendar calendar) {
            return TIME.format(calendar.toInstant());
        } else if (value instanceof java.sql.Date || value instanceof java.sql.Time) {
            return value.toString();
        } else if (value instanceof Date date) {
            return TIME.format(date.toInstant());
        } else if (value instanceof Map
                || value instanceof Collection
                || value.getClass().isArray()) {
            throw new UnfitMessageException(
                    name,
                    String.valueOf(value),
                    "is not one value: Data Cloud takes no lists and no objects within objects");
        }
        return value.toString();
    }

    private static String plain(String name, Number number) throws UnfitMessageException {
        String text = number.toString();
        try {
            BigDecimal decimal = new BigDecimal(text);
            // 1e999999999 has nine zeros less than that many digits.
            if (Math.abs((long) decimal.scale()) > MOST_DIGITS
                    || decimal.precision() > MOST_DIGITS) {
                throw new UnfitMessageException(
                        name, text, "has more than %d digits".formatted(MOST_DIGITS));
            }
            return decimal.toPlainString();
        } catch (NumberFormatException e) {
            throw new UnfitMessageException(name, text, "is not a number");
        }
    }

    @FunctionalInterface
    private interface Writing {
        void write(JsonGenerator generator) throws IOException, UnfitMessageException;
    }

    private static byte[] written(Writing writing) throws UnfitMessageException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(bytes)) {
            writing.write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be written", e);
        }
        return bytes.toByteArray();
    }
}
