package io.saltroad.delivery;

import java.io.IOException;

/** A results file ended too early, or too late. It can be asked for again. */
final class IncompleteResultsException extends IOException {

    static final String CODE = "INCOMPLETE_RESULTS";

    private static final long serialVersionUID = 1L;

    IncompleteResultsException(ResultsRequest request, long rows) {
        super(
                "job %s: Salesforce counts %,d %s records, but its results file has %,d"
                        .formatted(
                                request.job().salesforceId().orElse("?"),
                                request.expected(),
                                request.kind().name().toLowerCase(java.util.Locale.ROOT),
                                rows));
    }
}
