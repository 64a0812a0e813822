package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.csv.LineEnding;
import io.saltroad.sandbox.org.FieldDefinition;
import io.saltroad.sandbox.org.ObjectCatalog;
import io.saltroad.sandbox.org.ObjectDefinition;
import io.saltroad.sandbox.web.ApiError;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a client asked for when it created a job. Never changes.
 *
 * @param object the object's name, spelled as it is declared
 * @param externalIdFieldName for upsert only, else null
 * @param assignmentRuleId as it was given, or null; accepted and not acted on
 */
record JobSpec(
        String object,
        Operation operation,
        String externalIdFieldName,
        ColumnDelimiter delimiter,
        LineEnding lineEnding,
        double apiVersion,
        String assignmentRuleId) {

    /**
     * Reads the body of a create call. Keys it does not know are ignored.
     *
     * @throws ApiError 400 if it cannot become a job. The codes are documented; unless marked, the
     *     wording is ours.
     */
    static JobSpec read(JsonObject json, ObjectCatalog catalog, double apiVersion) {
        String object = text(json, "object");
        if (object == null) {
            throw ApiError.badRequest("INVALIDJOB", "No object specified in the job");
        }
        String operationName = text(json, "operation");
        if (operationName == null) {
            throw ApiError.badRequest("INVALIDJOB", "No operation specified in the job");
        }
        Operation operation =
                Operation.named(operationName)
                        .orElseThrow(
                                () ->
                                        ApiError.badRequest(
                                                "INVALIDOPERATION",
                                                "Operation %s is not supported"
                                                        .formatted(operationName)));
        String contentType = text(json, "contentType");
        if (contentType != null && !contentType.equalsIgnoreCase("CSV")) {
            throw ApiError.badRequest(
                    "INVALIDJOB",
                    "ContentType %s is not supported, use CSV".formatted(contentType));
        }
        ObjectDefinition definition =
                catalog.find(object)
                        .filter(ObjectDefinition::bulk)
                        // Seen in the field.
                        .orElseThrow(
                                () ->
                                        ApiError.badRequest(
                                                "INVALIDENTITY",
                                                object + " is not supported by the Bulk API"));
        return new JobSpec(
                definition.name(),
                operation,
                operation == Operation.UPSERT ? externalId(json, definition) : null,
                choice(json, "columnDelimiter", ColumnDelimiter.COMMA),
                choice(json, "lineEnding", LineEnding.LF),
                apiVersion,
                text(json, "assignmentRuleId"));
    }

    private static String externalId(JsonObject json, ObjectDefinition object) {
        String name = text(json, "externalIdFieldName");
        if (name == null) {
            throw ApiError.badRequest("INVALIDJOB", "External ID must be specified for upsert");
        }
        // The sentence is known from SOAP and REST; that Bulk 2.0 says it at create is unverified.
        return object.field(name)
                .filter(FieldDefinition::idLookup)
                .map(FieldDefinition::name)
                .orElseThrow(
                        () ->
                                ApiError.badRequest(
                                        "INVALIDJOB",
                                        "Field name provided, %s does not match an External ID,"
                                                        .formatted(name)
                                                + " Salesforce Id, or indexed field for "
                                                + object.name()));
    }

    /** One of the values of an enumeration, by its name. */
    static <E extends Enum<E>> E choice(JsonObject json, String key, E otherwise) {
        String name = text(json, key);
        if (name == null) {
            return otherwise;
        }
        try {
            return Enum.valueOf(otherwise.getDeclaringClass(), name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw ApiError.badRequest(
                    "INVALIDJOB",
                    "%s %s is not one of %s"
                            .formatted(
                                    key,
                                    name,
                                    Arrays.toString(
                                            otherwise.getDeclaringClass().getEnumConstants())));
        }
    }

    /** A value as text; null if there is none. */
    static String text(JsonObject json, String key) {
        Object value = json.getValue(key);
        return value == null ? null : value.toString();
    }
}
