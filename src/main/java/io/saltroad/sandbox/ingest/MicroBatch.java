package io.saltroad.sandbox.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.saltroad.sandbox.lake.LakeField;
import io.saltroad.sandbox.lake.LakeObject;
import io.saltroad.sandbox.web.TenantError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The body of one streaming request, made lines of CSV: the object's fields in their order,
 * whatever else it brought left out. A value has a mark of its type before it, since the types of
 * JSON count; a field that was not brought is empty. The database reads that five times as fast as
 * JSON.
 */
final class MicroBatch {

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Integer> places = new HashMap<>();
    private final StringBuilder csv = new StringBuilder();
    private final String[] values;
    private long records = -1;

    private MicroBatch(List<LakeField> fields) {
        for (LakeField field : fields) {
            places.put(field.name(), places.size());
        }
        this.values = new String[fields.size()];
    }

    /**
     * Looks at a body as far as the real endpoint does before it answers: whether it is JSON of the
     * form {@code {"data":[{...}]}}. Nothing is said about the records.
     *
     * @throws TenantError 400 if it is not
     */
    static MicroBatch of(byte[] body, LakeObject object) {
        MicroBatch batch = new MicroBatch(object.fields());
        batch.read(body);
        return batch;
    }

    /** The same for an object that is not there. */
    static void check(byte[] body) {
        new MicroBatch(List.of()).read(body);
    }

    /** How many records it holds. */
    long records() {
        return records;
    }

    byte[] lines() {
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void read(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            read(json);
        } catch (JsonProcessingException e) {
            throw TenantError.badRequest(
                    "JSON is not properly formatted: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new IllegalStateException("an array does not fail", e);
        }
    }

    private void read(JsonParser json) throws IOException {
        expect(json.nextToken() == JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("data")) {
                expect(value == JsonToken.START_ARRAY && records < 0);
                records = 0;
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    record(json);
                }
                expect(json.currentToken() == JsonToken.END_ARRAY);
            } else {
                json.skipChildren();
            }
        }
        expect(records >= 0 && json.nextToken() == null);
    }

    private static void expect(boolean right) {
        if (!right) {
            throw TenantError.badRequest("an object {\"data\":[{...}]} was expected");
        }
    }

    private void record(JsonParser json) throws IOException {
        Arrays.fill(values, null);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Integer place = places.get(json.currentName());
            JsonToken token = json.nextToken();
            if (place == null) {
                json.skipChildren();
            } else {
                values[place] = value(json, token);
            }
        }
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                csv.append(',');
            }
            if (values[i] != null) {
                quote(values[i]);
            }
        }
        csv.append('\n');
        records++;
    }

    private static String value(JsonParser json, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return LakeField.Mark.TEXT + json.getText();
        } else if (token.isNumeric()) {
            return LakeField.Mark.NUMBER + json.getText();
        } else if (token.isBoolean()) {
            return LakeField.Mark.BOOLEAN + json.getText();
        } else if (token == JsonToken.VALUE_NULL) {
            return String.valueOf(LakeField.Mark.NULL);
        }
        json.skipChildren();
        return String.valueOf(LakeField.Mark.OTHER);
    }

    private void quote(String value) {
        csv.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                csv.append('"');
            }
            if (c != 0) { // no database takes it in a text
                csv.append(c);
            }
        }
        csv.append('"');
    }
}
