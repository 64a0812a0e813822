package io.saltroad.sandbox.bulk;

import java.util.Arrays;
import java.util.Optional;

/** What an ingest job does with its records. */
enum Operation {
    INSERT("insert"),
    UPDATE("update"),
    UPSERT("upsert"),
    DELETE("delete"),
    HARD_DELETE("hardDelete");

    private final String wire;

    Operation(String wire) {
        this.wire = wire;
    }

    String wire() {
        return wire;
    }

    boolean deletes() {
        return this == DELETE || this == HARD_DELETE;
    }

    /** Whether it can make records that were not there. */
    boolean creates() {
        return this == INSERT || this == UPSERT;
    }

    static Optional<Operation> named(String wire) {
        return Arrays.stream(values()).filter(o -> o.wire.equalsIgnoreCase(wire)).findFirst();
    }
}
