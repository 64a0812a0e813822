package io.saltroad.salesforce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The first error that a body names.
 *
 * <p>Data paths answer an array {@code [{"errorCode","message"}]}, sign-in answers one object
 * {@code {"error","error_description"}}, a tenant of Data Cloud answers one object {@code
 * {"error","message","internalErrorCode","details"}} in which {@code error} is no code but the
 * words of the status, and what stands in front of Salesforce answers HTML.
 *
 * @param code empty if the body names none
 * @param message for people, shortened, without secrets
 * @param ofTenant whether Data Cloud has answered
 */
public record ErrorBody(String code, String message, boolean ofTenant) {

    /** Says nothing that the status does not say. */
    private static final String GENERIC = "COMMON_ERROR_GENERIC";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NOT_SHOWN =
            Pattern.compile("(?is)<(script|style|head)\\b.*?</\\1>|<[^>]*>");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int LONGEST = 500;

    ErrorBody(String code, String message) {
        this(code, message, false);
    }

    /**
     * Reads a body.
     *
     * @param body null or empty if there was none
     */
    public static ErrorBody of(String body) {
        if (body == null || body.isBlank()) {
            return new ErrorBody("", "");
        }
        return json(body).orElseGet(() -> new ErrorBody("", text(body)));
    }

    private static Optional<ErrorBody> json(String body) {
        try {
            JsonNode node = JSON.readTree(body);
            JsonNode error = node.isArray() ? node.path(0) : node;
            if (!error.isObject()) {
                return Optional.empty();
            }
            return Optional.of(
                    isTenants(error)
                            ? ofTenant(error)
                            : new ErrorBody(
                                    first(
                                            error,
                                            "errorCode",
                                            "statusCode",
                                            "error",
                                            "exceptionCode"),
                                    text(
                                            first(
                                                    error,
                                                    "message",
                                                    "error_description",
                                                    "exceptionMessage"))));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /**
     * Source: Data Cloud Ingestion API, "Synchronous Record Validation"; Query API, "Status Codes".
     */
    private static boolean isTenants(JsonNode error) {
        return error.has("internalErrorCode")
                || error.has("tenantId")
                || error.path("path").asText().startsWith("uri=")
                || (error.has("error") && (error.has("message") || error.has("details")));
    }

    private static ErrorBody ofTenant(JsonNode error) {
        String code = first(error, "errorCode", "internalErrorCode");
        String message = first(error, "message", "error_description", "error");
        JsonNode details = error.path("details");
        String more = details.isTextual() ? details.asText() : firstFinding(details);
        return new ErrorBody(
                GENERIC.equals(code) ? "" : code,
                text(more.isEmpty() || message.contains(more) ? message : message + " " + more),
                true);
    }

    /** Of a report on records that do not fit their schema. */
    private static String firstFinding(JsonNode details) {
        return details.path("validationReport").path(0).path("causingExceptions").path(0).asText();
    }

    private static String first(JsonNode error, String... names) {
        for (String name : names) {
            if (error.hasNonNull(name)) {
                return error.get(name).asText();
            }
        }
        return "";
    }

    private static String text(String raw) {
        String shown = NOT_SHOWN.matcher(raw).replaceAll(" ");
        String line = Secret.hidden(BLANKS.matcher(shown).replaceAll(" ").strip());
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
