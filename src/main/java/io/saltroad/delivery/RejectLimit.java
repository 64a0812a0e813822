package io.saltroad.delivery;

import io.saltroad.chunk.RejectedRecords;
import io.saltroad.export.Encoding;
import io.saltroad.export.ExportException;
import io.saltroad.export.FilePosition;
import io.saltroad.export.Records;
import io.saltroad.export.Rejection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Ends the staging of a delivery when more records are rejected than its feed allows. */
final class RejectLimit {

    /** Reasons in the message; all of them are in the report. */
    private static final int SHOWN = 3;

    private final Records records;
    private final List<Rejection> first = new ArrayList<>();
    private long rejected;

    RejectLimit(Records records) {
        this.records = records;
    }

    /**
     * Takes note of rejected records as they come, after somebody else has. Its exception says that
     * one is one too many, however many records there are.
     */
    RejectedRecords after(RejectedRecords report) {
        return (record, rejection) -> {
            report.rejected(record, rejection);
            rejected++;
            if (first.size() < SHOWN) {
                first.add(rejection);
            }
            if (records.threshold().isExceededBy(rejected)) {
                throw exceeded("%,d records are rejected so far".formatted(rejected));
            }
        };
    }

    /**
     * All records were read.
     *
     * @param rejectedInAll for any reason
     * @throws ExportException if too many of them are rejected
     */
    void check(long read, long rejectedInAll) throws IOException {
        if (records.threshold().isExceededBy(rejectedInAll, read)) {
            throw exceeded("%,d of %,d records are rejected".formatted(rejectedInAll, read));
        }
    }

    private ExportException exceeded(String figures) throws IOException {
        long line = first.isEmpty() ? 1 : first.get(0).line();
        Encoding encoding = Encoding.of(records.file(), records.format().charset());
        String reasons =
                first.stream()
                        .map(
                                rejection ->
                                        "line %d%s %s"
                                                .formatted(
                                                        rejection.line(),
                                                        rejection.column().isEmpty()
                                                                ? ""
                                                                : ", " + rejection.column(),
                                                        rejection.rule()))
                        .collect(Collectors.joining("; "));
        return ExportException.at(
                records.file(),
                FilePosition.ofLine(records.file(), encoding.charset(), line),
                ExportException.Code.REJECT_THRESHOLD,
                "%s, rejectThreshold is %s: %s".formatted(figures, records.threshold(), reasons),
                "The rejected file beside the export names them. Correct the mapping, let the ERP"
                        + " write the export again, or raise rejectThreshold in erp-export-source");
    }
}
