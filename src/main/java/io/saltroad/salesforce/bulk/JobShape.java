package io.saltroad.salesforce.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.apache.camel.component.salesforce.api.dto.bulkv2.Job;

/**
 * What a job was asked to be. Two that are alike but for letter case are the same to Salesforce.
 *
 * @param externalIdField for upsert; empty too in lists of jobs, which may leave it out
 */
public record JobShape(
        String object,
        String operation,
        Optional<String> externalIdField,
        String contentType,
        String columnDelimiter,
        String lineEnding) {

    private static final String NONE = "-";
    private static final int WORDS = 6;

    /** The shape of a job to be created. */
    public static JobShape of(Job job) {
        return new JobShape(
                job.getObject(),
                job.getOperation().name(),
                Optional.ofNullable(job.getExternalIdFieldName()),
                job.getContentType().name(),
                job.getColumnDelimiter().name(),
                job.getLineEnding().name());
    }

    /** The shape of a job that Salesforce tells of. */
    static JobShape of(JsonNode job) {
        return new JobShape(
                job.path("object").asText(),
                job.path("operation").asText(),
                Optional.ofNullable(job.path("externalIdFieldName").textValue()),
                job.path("contentType").asText(),
                job.path("columnDelimiter").asText(),
                job.path("lineEnding").asText());
    }

    /** Reads what {@link #text} has written; empty if that is something else. */
    public static Optional<JobShape> parse(String text) {
        String[] words = text.split(" ", -1);
        return words.length != WORDS
                ? Optional.empty()
                : Optional.of(
                        new JobShape(
                                words[0],
                                words[1],
                                Optional.of(words[2]).filter(word -> !word.equals(NONE)),
                                words[3],
                                words[4],
                                words[5]));
    }

    /** The shape in one line, such as {@code Account UPSERT ERP__c CSV COMMA LF}. */
    public String text() {
        return String.join(
                " ",
                object,
                operation,
                externalIdField.orElse(NONE),
                contentType,
                columnDelimiter,
                lineEnding);
    }

    /** Whether a job asked for in one shape can be the one that has the other. */
    public boolean isLike(JobShape other) {
        return text().equalsIgnoreCase(other.text());
    }

    /** The same without the external ID field, which a list of jobs may leave out. */
    public boolean isLikeInList(JobShape other) {
        return withoutKey().isLike(other.withoutKey());
    }

    private JobShape withoutKey() {
        return new JobShape(
                object, operation, Optional.empty(), contentType, columnDelimiter, lineEnding);
    }
}
