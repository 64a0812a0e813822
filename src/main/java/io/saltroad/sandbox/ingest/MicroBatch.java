package io.saltroad.sandbox.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.saltroad.sandbox.web.TenantError;
import java.io.IOException;

/** The body of one streaming request, made one line. */
final class MicroBatch {

    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] line;
    private final long records;

    private MicroBatch(byte[] line, long records) {
        this.line = line;
        this.records = records;
    }

    /** Ends with a line feed; the caller may keep it. */
    byte[] line() {
        return line;
    }

    /** How many it holds. */
    long records() {
        return records;
    }

    /**
     * Looks at a body as far as the real endpoint does before it answers: whether it is JSON of the
     * form {@code {"data":[{...}]}}. Nothing is said about the records.
     *
     * @throws TenantError 400 if it is not
     */
    static MicroBatch of(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            return new MicroBatch(line(body), records(json));
        } catch (JsonProcessingException e) {
            throw TenantError.badRequest(
                    "JSON is not properly formatted: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new IllegalStateException("an array does not fail", e);
        }
    }

    private static long records(JsonParser json) throws IOException {
        expect(json.nextToken() == JsonToken.START_OBJECT);
        long records = -1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("data")) {
                expect(value == JsonToken.START_ARRAY && records < 0);
                records = 0;
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    json.skipChildren();
                    records++;
                }
                expect(json.currentToken() == JsonToken.END_ARRAY);
            } else {
                json.skipChildren();
            }
        }
        expect(records >= 0 && json.nextToken() == null);
        return records;
    }

    private static void expect(boolean right) {
        if (!right) {
            throw TenantError.badRequest("an object {\"data\":[{...}]} was expected");
        }
    }

    /** A line end in JSON is always between two tokens, where a blank does as well. */
    private static byte[] line(byte[] body) {
        byte[] line = new byte[body.length + 1];
        for (int i = 0; i < body.length; i++) {
            line[i] = body[i] == '\n' || body[i] == '\r' ? (byte) ' ' : body[i];
        }
        line[body.length] = '\n';
        return line;
    }
}
