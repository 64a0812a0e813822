package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.csv.CsvScan;
import io.saltroad.sandbox.org.ObjectCatalog;
import java.io.IOException;
import java.nio.file.Path;

/**
 * An upload as far as it was looked at before any of its values: bytes that are a CSV of the kind
 * that the job declares, and a header that names fields.
 */
record CheckedUpload(CsvScan scan, CsvHeader header, ColumnPlan plan) {

    /** A record has at most 400,000 characters; none has more than four bytes. */
    private static final long LONGEST_RECORD = 4 * 400_000;

    /**
     * Looks at an upload, in one pass.
     *
     * @param strictLineEndings whether line ends inside of quotes, or a missing last one, are wrong
     * @param limit most records that will be taken
     * @throws JobFailure if the job must fail as a whole
     */
    static CheckedUpload of(
            Path upload, JobSpec spec, ObjectCatalog catalog, boolean strictLineEndings, long limit)
            throws IOException {
        CsvScan scan = CsvScan.of(upload, spec.delimiter().character(), spec.lineEnding(), limit);
        check(scan, spec, strictLineEndings);
        CsvHeader header = CsvHeader.read(upload, scan.headerEnd(), spec.delimiter());
        return new CheckedUpload(scan, header, ColumnPlan.of(header, spec, catalog));
    }

    private static void check(CsvScan scan, JobSpec spec, boolean strictLineEndings) {
        if (scan.headerEnd() == 0) {
            // What the platform does with an empty upload is not documented.
            throw JobFailure.clientInput("The upload is empty; a header was expected");
        }
        boolean strictly = strictLineEndings && (scan.lineEndInQuotes() || !scan.endsWithLineEnd());
        if (scan.foreignLineEnd() || strictly) {
            throw JobFailure.lineEnding(spec.lineEnding());
        }
        if (scan.openQuote()) {
            // The wording is ours.
            throw JobFailure.invalidBatch("Failed to parse CSV. The last quote is never closed");
        }
        if (scan.longestRecord() > LONGEST_RECORD) {
            // The limit is documented, the wording is ours.
            throw JobFailure.invalidBatch(
                    "Failed to parse CSV. A record has over 400000 characters");
        }
    }
}
