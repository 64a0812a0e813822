package io.saltroad.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Jdbi;

/**
 * The rounds of follow-up jobs, which bring again what Salesforce did not take. Round 0, the export
 * itself, does not stand here.
 */
public final class Rounds {

    /**
     * One round.
     *
     * @param number from 1
     * @param codes errors of records that were worth another try when the round began
     * @param cut how its chunks are cut
     * @param stagedAt when all its chunks lay in jobs that count
     */
    public record Round(
            String deliveryId,
            int number,
            Set<String> codes,
            Cut cut,
            Instant startedAt,
            Optional<Instant> stagedAt) {}

    /**
     * How the chunks of a round are cut, which must not change when it is cut again.
     *
     * @param chunkBytes the most bytes of a chunk
     * @param parents columns that name other records, by which records are sorted
     */
    public record Cut(long chunkBytes, List<String> parents) {

        public Cut {
            parents = List.copyOf(parents);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Jdbi jdbi;
    private final Events events;
    private final Clock clock;

    Rounds(Jdbi jdbi, Events events, Clock clock) {
        this.jdbi = jdbi;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Begins the next round of a delivery.
     *
     * @param records how many it brings again
     * @param notBefore when it is due
     */
    public Round begin(
            Delivery delivery, Set<String> codes, Cut cut, long records, Instant notBefore) {
        int number = of(delivery.id()).size() + 1;
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "insert into round (delivery_id, number, codes, chunk_bytes, parents,"
                                    + " started_at) values (?, ?, ?, ?, ?, ?)",
                            delivery.id(),
                            number,
                            String.join(",", new TreeSet<>(codes)),
                            cut.chunkBytes(),
                            write(cut.parents()),
                            clock.millis());
                    handle.execute(
                            "update delivery set progress_at = ?, attempt = 0, not_before = ?"
                                    + " where id = ?",
                            clock.millis(),
                            notBefore.toEpochMilli(),
                            delivery.id());
                    events.note(
                            handle,
                            delivery.exportId(),
                            Optional.of(delivery.id()),
                            "follow-up",
                            String.format(
                                    Locale.ROOT,
                                    "round %d brings %,d records again",
                                    number,
                                    records));
                });
        return of(delivery.id()).get(number - 1);
    }

    /** All chunks of the round lie in jobs that count. */
    public void staged(Round round) {
        jdbi.useHandle(
                handle ->
                        handle.execute(
                                "update round set staged_at = ? where delivery_id = ? and number ="
                                        + " ?",
                                clock.millis(),
                                round.deliveryId(),
                                round.number()));
    }

    /** The rounds of a delivery, in their order. */
    public List<Round> of(String deliveryId) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                        "select * from round where delivery_id = :id order by"
                                                + " number")
                                .bind("id", deliveryId)
                                .map((values, context) -> round(new Row(values)))
                                .list());
    }

    private static String write(List<String> names) {
        try {
            return JSON.writeValueAsString(names);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> read(String names) {
        try {
            return JSON.readValue(names, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Round round(Row row) throws SQLException {
        String codes = row.text("codes");
        return new Round(
                row.text("delivery_id"),
                row.number("number"),
                codes.isEmpty() ? Set.of() : Set.of(codes.split(",", -1)),
                new Cut(row.count("chunk_bytes"), read(row.text("parents"))),
                row.time("started_at"),
                row.optionalTime("staged_at"));
    }
}
