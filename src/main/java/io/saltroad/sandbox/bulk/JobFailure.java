package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.csv.LineEnding;

/**
 * A job cannot be processed at all. The message is the job's {@code errorMessage}: the code in
 * mixed case, a colon between blanks, the text.
 */
final class JobFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private JobFailure(String message) {
        super(message, null, false, false);
    }

    static JobFailure invalidBatch(String text) {
        return new JobFailure("InvalidBatch : " + text);
    }

    /** Names the first bad column only. */
    static JobFailure unknownColumn(String header) {
        return invalidBatch("Field name not found : " + header);
    }

    static JobFailure clientInput(String text) {
        return new JobFailure("ClientInputError : " + text);
    }

    /** Seen in the field. */
    static JobFailure lineEnding(LineEnding declared) {
        return clientInput(
                "LineEnding is invalid on user data. Current LineEnding setting is " + declared);
    }

    /** The code is documented, the wording is ours. */
    static JobFailure quotaUsedUp() {
        return new JobFailure("ExceededQuota : The daily number of records is used up");
    }
}
