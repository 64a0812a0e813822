package io.saltroad.sandbox.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.sandbox.lake.LakeField;
import io.saltroad.sandbox.lake.LakeObject;
import io.saltroad.sandbox.web.TenantError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /actions/test}: what would be wrong with records.
 *
 * <p>Source: "Synchronous Record Validation". The wording is that of the library everit-org
 * json-schema, whose style the samples have. That null is taken for "no value" everywhere, and an
 * empty text for text, dates and the like, is assumed from "send blank when unknown".
 */
final class RecordCheck {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATE_TIMES =
            "[yyyy-MM-dd'T'HH:mm:ssZ, yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,9}Z]";

    private final LakeObject object;

    RecordCheck(LakeObject object) {
        this.object = object;
    }

    /**
     * Checks all records of a body.
     *
     * @throws TenantError 400 with a report if one of them is wrong
     */
    void check(byte[] body) throws IOException {
        JsonArray report = new JsonArray();
        for (JsonNode record : JSON.readTree(body).get("data")) {
            List<String> causes = causes(record);
            if (!causes.isEmpty()) {
                report.add(
                        new JsonObject()
                                .put("record", text(record))
                                .put("causingExceptions", new JsonArray(causes)));
            }
        }
        if (!report.isEmpty()) {
            throw TenantError.detailed(
                    400,
                    "Bad Request: JSON is properly formatted but has a mismatch with Schema.",
                    new JsonObject().put("validationReport", report));
        }
    }

    private static String text(JsonNode record) throws JsonProcessingException {
        return JSON.writeValueAsString(record);
    }

    private List<String> causes(JsonNode record) {
        List<String> causes = new ArrayList<>();
        for (LakeField field : object.fields()) {
            JsonNode value = record.get(field.name());
            if (value == null) {
                if (needed(field)) {
                    causes.add("#: required key [%s] not found".formatted(field.name()));
                }
            } else if (!value.isNull()) {
                check(field, value, causes);
            }
        }
        return causes;
    }

    /** All fields must be there, but a partial stream takes those that have changed. */
    private boolean needed(LakeField field) {
        return !object.partial()
                || field.equals(object.primaryKey())
                || field.equals(object.recordModified());
    }

    private static void check(LakeField field, JsonNode value, List<String> causes) {
        boolean right =
                switch (field.json()) {
                    case "Number" -> value.isNumber();
                    case "Boolean" -> value.isBoolean();
                    default -> value.isTextual();
                };
        if (!right) {
            causes.add(
                    "#/%s: expected type: %s, found: %s"
                            .formatted(field.name(), field.json(), found(value)));
        } else if (value.isTextual() && !value.textValue().isEmpty()) {
            checkText(field, value.textValue(), causes);
        }
    }

    private static void checkText(LakeField field, String text, List<String> causes) {
        if (field.pattern().isEmpty() || (text.matches(field.pattern()) && exists(field, text))) {
            return;
        }
        String why;
        if (field.date()) {
            why = "[%s] is not a valid date. Expected [yyyy-MM-dd]".formatted(text);
        } else if (field.dateTime()) {
            why = "[%s] is not a valid date-time. Expected %s".formatted(text, DATE_TIMES);
        } else {
            why = "[%s] is not a valid number".formatted(text);
        }
        causes.add("#/%s: %s".formatted(field.name(), why));
    }

    private static boolean exists(LakeField field, String text) {
        try {
            if (field.date()) {
                LocalDate.parse(text);
            } else if (field.dateTime()) {
                Instant.parse(text);
            }
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String found(JsonNode value) {
        if (value.isTextual()) {
            return "String";
        } else if (value.isIntegralNumber()) {
            return "Integer";
        } else if (value.isNumber()) {
            return "BigDecimal";
        } else if (value.isBoolean()) {
            return "Boolean";
        }
        return value.isArray() ? "JSONArray" : "JSONObject";
    }
}
