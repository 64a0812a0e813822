package io.saltroad.datacloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the synchronous validation says about records that do not fit their schema. Source: Data
 * Cloud Ingestion API, "Synchronous Record Validation".
 */
public record ValidationReport(List<Finding> findings) {

    /** All records fit. */
    public static final ValidationReport NOTHING = new ValidationReport(List.of());

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A record that does not fit.
     *
     * @param record as JSON, spelled by Data Cloud
     * @param reasons such as {@code #/id: expected type: Number, found: String}
     */
    public record Finding(String record, List<String> reasons) {
        public Finding {
            reasons = List.copyOf(reasons);
        }
    }

    public ValidationReport {
        findings = List.copyOf(findings);
    }

    /**
     * Reads the body of the answer 400.
     *
     * @return empty if it is about anything but records
     */
    public static Optional<ValidationReport> of(String body) {
        JsonNode report;
        try {
            report =
                    JSON.readTree(body == null ? "" : body)
                            .path("details")
                            .path("validationReport");
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        if (!report.isArray()) {
            return Optional.empty();
        }
        List<Finding> findings = new ArrayList<>();
        for (JsonNode entry : report) {
            JsonNode record = entry.path("record");
            List<String> reasons = new ArrayList<>();
            entry.path("causingExceptions").forEach(reason -> reasons.add(reason.asText()));
            // The sample prints a string that is not escaped; it may be an object.
            findings.add(
                    new Finding(record.isTextual() ? record.asText() : record.toString(), reasons));
        }
        return Optional.of(new ValidationReport(findings));
    }
}
