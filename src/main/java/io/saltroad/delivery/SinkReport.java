package io.saltroad.delivery;

import java.util.List;
import java.util.Optional;

/**
 * What would become of the records of an export at one sink.
 *
 * @param sink name of the kamelet
 * @param target where the records would go, in words
 * @param read records of the export
 * @param rejected records that we would not send
 * @param superseded records that would not be sent since another one has their key
 * @param checked records whose values were held against what Salesforce or Data Cloud says
 * @param refused records of these that Salesforce or Data Cloud would not take
 * @param problem why nothing of the export would be delivered
 * @param warnings what is worth knowing, and keeps no record
 * @param unchecked what could not be checked, and why
 * @param tallies findings by kind
 * @param findings the first ones of each kind, by line
 */
public record SinkReport(
        String sink,
        String target,
        long read,
        long rejected,
        long superseded,
        long checked,
        long refused,
        Optional<String> problem,
        List<String> warnings,
        List<String> unchecked,
        List<Tally> tallies,
        List<Finding> findings) {

    /**
     * How often somebody has something against a column.
     *
     * @param column empty for the whole record
     */
    public record Tally(Finding.By by, String column, long count) {}

    /** What a check ends with. */
    public enum Verdict {
        /** Nothing is known against any record. */
        CLEAN,
        /** Some records would not arrive. */
        SOME_RECORDS,
        /** No record would arrive, or none of those that were looked at. */
        NOTHING
    }

    public SinkReport {
        warnings = List.copyOf(warnings);
        unchecked = List.copyOf(unchecked);
        tallies = List.copyOf(tallies);
        findings = List.copyOf(findings);
    }

    public Verdict verdict() {
        if (problem.isPresent()
                || (read > 0 && rejected + superseded >= read)
                || (checked > 0 && refused == checked)) {
            return Verdict.NOTHING;
        }
        return rejected + refused > 0 ? Verdict.SOME_RECORDS : Verdict.CLEAN;
    }
}
