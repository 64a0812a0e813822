package io.saltroad.sandbox.ingest;

import java.util.Arrays;
import java.util.Optional;

/** The states of a job. Source: "Bulk Ingestion"; what each allows is said where it is asked. */
enum IngestState {
    OPEN("Open"),
    UPLOAD_COMPLETE("UploadComplete"),
    IN_PROGRESS("InProgress"),
    JOB_COMPLETE("JobComplete"),
    FAILED("Failed"),
    ABORTED("Aborted");

    private final String wire;

    IngestState(String wire) {
        this.wire = wire;
    }

    String wire() {
        return wire;
    }

    boolean finished() {
        return this == JOB_COMPLETE || this == FAILED || this == ABORTED;
    }

    static Optional<IngestState> named(String wire) {
        return Arrays.stream(values()).filter(state -> state.wire.equals(wire)).findFirst();
    }
}
