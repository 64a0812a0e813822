package io.saltroad.ledger;

import java.util.Locale;

/**
 * State of a job: Salesforce's own words, and the intent before it. Source: Bulk API 2.0 Developer
 * Guide, "Get Job Info".
 */
public enum JobState {
    /** We are about to ask for the job, or the answer was lost. */
    INTENDED("Intended"),
    OPEN("Open"),
    UPLOAD_COMPLETE("UploadComplete"),
    IN_PROGRESS("InProgress"),
    JOB_COMPLETE("JobComplete"),
    FAILED("Failed"),
    ABORTED("Aborted");

    private final String word;

    JobState(String word) {
        this.word = word;
    }

    /** As Salesforce spells it. */
    public String word() {
        return word;
    }

    /** Whether Salesforce will do nothing more with the job. */
    public boolean ended() {
        return this == JOB_COMPLETE || this == FAILED || this == ABORTED;
    }

    /** Reads Salesforce's spelling, whatever its separators and case. */
    public static JobState of(String word) {
        String plain = word.replace("_", "").toLowerCase(Locale.ROOT);
        for (JobState state : values()) {
            if (state.word.toLowerCase(Locale.ROOT).equals(plain)) {
                return state;
            }
        }
        throw new IllegalArgumentException("Salesforce named a job state we do not know: " + word);
    }

    @Override
    public String toString() {
        return word;
    }
}
