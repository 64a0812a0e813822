package io.saltroad.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.chunk.JsonType;
import io.saltroad.chunk.MicroBatch;
import io.saltroad.datacloud.ValidationReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Records that are shown to the validation of Data Cloud in one request, with the lines they come
 * from. The findings name records by their JSON; they are known again by their key.
 */
final class ValidationRequest {

    private static final String BEGIN = "{\"data\":[";
    private static final String END = "]}";

    /** The wording of the documented sample, and of the library that it is known from. */
    private static final Pattern FIELD = Pattern.compile("#/([^:]+): (.*)", Pattern.DOTALL);

    private static final Pattern MISSING = Pattern.compile("#: required key \\[(.+)] not found");
    private static final String IS_MISSING = "is missing";

    private static final Pattern AS_TEXT =
            Pattern.compile("expected type: (Number|Boolean), found: String");

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final String key;
    private final boolean bulk;
    private final int mostBytes;
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private final Map<String, Long> lines = new HashMap<>();
    private long firstLine;
    private long lastLine;

    /**
     * @param key the field that is the primary key
     * @param bulk whether the records will be sent as CSV, where each value is a text
     */
    ValidationRequest(String key, boolean bulk, int mostBytes) {
        this.key = key;
        this.bulk = bulk;
        this.mostBytes = mostBytes;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    int records() {
        return lines.size();
    }

    /** Whether one more record, cut as a micro-batch of its own, fits in. */
    boolean takes(MicroBatch record) {
        return isEmpty() || records.size() + 1 + record.body().length <= mostBytes;
    }

    void add(MicroBatch record) throws IOException {
        String body = new String(record.body(), StandardCharsets.UTF_8);
        String json = body.substring(BEGIN.length(), body.length() - END.length());
        if (isEmpty()) {
            firstLine = record.firstLine();
        } else {
            records.write(',');
        }
        records.write(json.getBytes(StandardCharsets.UTF_8));
        lines.put(keyOf(JSON.readTree(json)), record.firstLine());
        lastLine = record.firstLine();
    }

    byte[] body() {
        return (BEGIN + records.toString(StandardCharsets.UTF_8) + END)
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Takes the findings of an answer down.
     *
     * @return how many records they are about
     */
    int read(ValidationReport report, Findings findings) {
        int refused = 0;
        for (ValidationReport.Finding finding : report.findings()) {
            List<Finding> found = found(finding);
            for (Finding one : found) {
                // All records have the same fields.
                if (one.rule().equals(IS_MISSING)) {
                    findings.addCommon(one);
                } else {
                    findings.add(one);
                }
            }
            if (!found.isEmpty()) {
                refused++;
            }
        }
        return refused;
    }

    private List<Finding> found(ValidationReport.Finding finding) {
        Optional<JsonNode> record = parsed(finding.record());
        Optional<Long> line = record.map(this::keyOf).map(lines::get);
        List<Finding> found = new ArrayList<>();
        for (String reason : finding.reasons()) {
            Finding one = finding(reason, record, line);
            if (!isOfJsonAlone(one)) {
                found.add(one);
            }
        }
        return found;
    }

    private Finding finding(String reason, Optional<JsonNode> record, Optional<Long> line) {
        String where =
                line.isPresent()
                        ? ""
                        : " (in a record that was not found again, between lines %d and %d)"
                                .formatted(firstLine, lastLine);
        String column = "";
        String rule = reason;
        Matcher field = FIELD.matcher(reason);
        Matcher missing = MISSING.matcher(reason);
        if (field.matches()) {
            column = field.group(1);
            rule = field.group(2);
        } else if (missing.matches()) {
            column = missing.group(1);
            rule = IS_MISSING;
        }
        String name = column;
        String value = record.map(node -> node.path(name).asText("")).orElse("");
        return new Finding(
                line.orElse(firstLine), column, value, rule + where, Finding.By.DATA_CLOUD);
    }

    /**
     * Without a schema we show all values as texts. A number that is sent as CSV is none the worse
     * for it.
     */
    private boolean isOfJsonAlone(Finding finding) {
        Matcher type = AS_TEXT.matcher(finding.rule());
        return bulk
                && type.matches()
                && (type.group(1).equals("Number") ? JsonType.NUMBER : JsonType.BOOLEAN)
                        .fits(finding.value());
    }

    private static Optional<JsonNode> parsed(String record) {
        try {
            return Optional.of(JSON.readTree(record)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Whoever writes a number anew may write it otherwise. */
    private String keyOf(JsonNode record) {
        JsonNode value = record.path(key);
        return value.isNumber()
                ? value.decimalValue().stripTrailingZeros().toPlainString()
                : value.asText();
    }
}
