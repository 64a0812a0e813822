package io.saltroad.salesforce.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What Salesforce tells of a job, whoever made it. Source: Bulk API 2.0 Developer Guide, "Get All
 * Jobs" and "Get Job Info".
 *
 * @param createdById the user it was made by
 * @param createdAt by Salesforce's clock, which may leave out the fraction of the second
 * @param state in Salesforce's words
 */
public record JobInfo(
        String id, String createdById, Instant createdAt, String state, JobShape shape) {

    /** Such as {@code 2026-03-01T12:00:00.000+0000}. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[.SSS]XX", Locale.ROOT);

    private static final String OPEN = "Open";
    private static final Set<String> WITHOUT_EFFECT = Set.of("Aborted", "Failed");

    /** Nothing can be said of a job without an id, a creator or a time. */
    static Optional<JobInfo> of(JsonNode job) {
        String id = job.path("id").asText();
        String creator = job.path("createdById").asText();
        Optional<Instant> created = time(job.path("createdDate").asText());
        return id.isEmpty() || creator.isEmpty() || created.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new JobInfo(
                                id,
                                creator,
                                created.get(),
                                job.path("state").asText(),
                                JobShape.of(job)));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text, TIME).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Whether it waits for its data, or for its close. */
    public boolean isOpen() {
        return state.equals(OPEN);
    }

    /** Whether it was given up, by somebody or by Salesforce. */
    public boolean hasEndedWithoutEffect() {
        return WITHOUT_EFFECT.contains(state);
    }
}
