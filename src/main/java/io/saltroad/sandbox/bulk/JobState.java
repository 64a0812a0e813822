package io.saltroad.sandbox.bulk;

import java.util.Arrays;
import java.util.Optional;

/** The states of an ingest job, as they are spelled on the wire. */
enum JobState {
    OPEN("Open"),
    UPLOAD_COMPLETE("UploadComplete"),
    IN_PROGRESS("InProgress"),
    JOB_COMPLETE("JobComplete"),
    FAILED("Failed"),
    ABORTED("Aborted");

    private final String wire;

    JobState(String wire) {
        this.wire = wire;
    }

    String wire() {
        return wire;
    }

    boolean ended() {
        return this == JOB_COMPLETE || this == FAILED || this == ABORTED;
    }

    static Optional<JobState> named(String wire) {
        return Arrays.stream(values()).filter(state -> state.wire.equals(wire)).findFirst();
    }
}
