package io.saltroad.datacloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.saltroad.ledger.JobState;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/**
 * What Data Cloud tells of an ingestion job, whoever made it. It counts no records and names no
 * error. Source: Data Cloud Ingestion API, "Create a Job", "Get Job Info" and "Get All Jobs", whose
 * samples differ in what they hold and in how they spell it.
 *
 * @param id a UUID in most samples
 * @param object empty if it was not told
 * @param sourceName the connector; not told in every answer
 * @param operation upsert or delete; empty if it was not told
 * @param createdById the user it was made by
 * @param createdDate by Data Cloud's clock
 * @param modified when it last changed, by Data Cloud's clock
 * @param retries how often Data Cloud began anew
 * @param processingTime how long Data Cloud has worked on it
 */
public record IngestionJob(
        String id,
        String object,
        Optional<String> sourceName,
        String operation,
        JobState state,
        Optional<String> createdById,
        Optional<Instant> createdDate,
        Optional<Instant> modified,
        int retries,
        Duration processingTime) {

    /** With any number of digits after the second, and any spelling of the offset. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("yyyy-MM-dd'T'HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .appendPattern("[XXX][XX]")
                    .toFormatter(Locale.ROOT);

    /** Nothing can be said of a job without an id, or in a state that nobody knows. */
    static Optional<IngestionJob> of(JsonNode job) {
        Optional<String> id = text(job, "id");
        // One sample of the list has "states".
        Optional<JobState> state =
                text(job, "state").or(() -> text(job, "states")).flatMap(IngestionJob::state);
        return id.isEmpty() || state.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new IngestionJob(
                                id.get(),
                                text(job, "object").orElse(""),
                                text(job, "sourceName"),
                                text(job, "operation").orElse(""),
                                state.get(),
                                text(job, "createdById"),
                                text(job, "createdDate").flatMap(IngestionJob::time),
                                text(job, "systemModstamp").flatMap(IngestionJob::time),
                                job.path("retries").asInt(),
                                Duration.ofMillis(job.path("totalProcessingTime").asLong())));
    }

    private static Optional<String> text(JsonNode job, String name) {
        return Optional.of(job.path(name).asText("")).filter(text -> !text.isBlank());
    }

    private static Optional<JobState> state(String word) {
        try {
            return Optional.of(JobState.of(word));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text, TIME).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
