package io.saltroad.sandbox.fault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the scheduled faults do to one job.
 *
 * @param queued time it waits before it is begun, beyond the usual
 * @param inProgress time it spends in progress before its records are touched
 * @param stopAfter after how many records it ends; none if it runs to its end
 * @param aborted whether it then ends Aborted, else Failed
 * @param message the errorMessage of a job that ends Failed
 * @param rows errors for its records
 * @param losses records that vanish
 * @param moreProcessed added to the count of processed records
 * @param moreFailed added to the count of failed records
 */
public record JobTrouble(
        Duration queued,
        Duration inProgress,
        OptionalLong stopAfter,
        boolean aborted,
        String message,
        List<RowTrouble> rows,
        List<RowLoss> losses,
        long moreProcessed,
        long moreFailed) {

    /**
     * An error for some records.
     *
     * @param error the whole text, {@code CODE:message:fields --}
     * @param share of the records, 0 to 1, chosen by their place; not used if there are keys
     * @param keys the keys of the records; empty to go by share
     */
    public record RowTrouble(String error, double share, long seed, List<String> keys) {}

    static JobTrouble of(List<Fault> faults) {
        Duration queued = Duration.ZERO;
        Duration inProgress = Duration.ZERO;
        OptionalLong stopAfter = OptionalLong.empty();
        boolean aborted = false;
        String message = null;
        List<RowTrouble> rows =
                faults.stream()
                        .filter(fault -> fault.kind() == FaultKind.ROW_ERRORS)
                        .map(fault -> row(fault.wish()))
                        .toList();
        long moreProcessed = 0;
        long moreFailed = 0;
        for (Fault fault : faults) {
            JsonObject wish = fault.wish();
            switch (fault.kind()) {
                case SLOW_JOB -> {
                    queued = queued.plusMillis(wish.getLong("queuedMilliseconds", 0L));
                    inProgress = inProgress.plusMillis(wish.getLong("inProgressMilliseconds", 0L));
                }
                case STOP_JOB -> {
                    stopAfter = OptionalLong.of(wish.getLong("after", 0L));
                    aborted = "Aborted".equals(wish.getString("state"));
                    message =
                            wish.getString(
                                    "message",
                                    // Seen in the field, word by word.
                                    "TooManyLockFailure : Too many lock failure 200 Trying again"
                                            + " later.");
                }
                case WRONG_COUNTS -> {
                    moreProcessed += wish.getLong("processed", 0L);
                    moreFailed += wish.getLong("failed", 0L);
                }
                default -> {
                    // Row errors and losses are collected apart; the others meet requests.
                }
            }
        }
        return new JobTrouble(
                queued,
                inProgress,
                stopAfter,
                aborted,
                message,
                rows,
                losses(faults),
                moreProcessed,
                moreFailed);
    }

    static List<RowLoss> losses(List<Fault> faults) {
        return faults.stream()
                .filter(fault -> fault.kind() == FaultKind.LOSE_ROWS)
                .map(Fault::wish)
                .map(
                        wish ->
                                new RowLoss(
                                        wish.getDouble("share", 1.0),
                                        wish.getLong("seed", 0L),
                                        keys(wish)))
                .toList();
    }

    private static List<String> keys(JsonObject wish) {
        return wish.getJsonArray("keys", new JsonArray()).stream().map(String::valueOf).toList();
    }

    private static RowTrouble row(JsonObject wish) {
        return new RowTrouble(
                wish.getString(
                        "error",
                        "UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 1"
                                + " records:--"),
                wish.getDouble("share", 1.0),
                wish.getLong("seed", 0L),
                keys(wish));
    }
}
