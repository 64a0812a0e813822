package io.saltroad.sandbox.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The ways in which the sandbox can be told to misbehave, and what each needs to know. */
enum FaultKind {
    /** 429 with Retry-After. Not in the documented status table of the core API. */
    TOO_MANY_REQUESTS("too-many-requests", true, "retryAfter retryAfterForm"),
    /** 403 REQUEST_LIMIT_EXCEEDED, the platform's own way to say it. */
    REQUEST_LIMIT("request-limit", true, "concurrent"),
    /** 503, JSON or HTML. */
    UNAVAILABLE("unavailable", true, "html retryAfter retryAfterForm"),
    /** 502 with HTML, from the edge. */
    BAD_GATEWAY("bad-gateway", true, ""),
    /** The platform's own error body for a status. */
    ERROR("error", true, "status errorCode message"),
    /** Any other answer. */
    ANSWER("answer", true, "status headers body"),
    /** The connection is reset: before or in the middle of the request, or of the reply. */
    RESET("reset", true, "when"),
    /** Nothing happens for a while. */
    STALL("stall", true, "milliseconds"),
    /** All sessions end just before the request is looked at, or in the middle of its body. */
    EXPIRE_SESSIONS("expire-sessions", true, "when"),
    /** All is done, but only a part of the reply's body arrives. */
    TRUNCATE_REPLY("truncate-reply", true, "share clean"),
    /** Records fail with an error of one's choice. */
    ROW_ERRORS("row-errors", false, "error share keys"),
    /** A job waits longer before it is begun, or while it is in progress. */
    SLOW_JOB("slow-job", false, "queuedMilliseconds inProgressMilliseconds of"),
    /** A job ends Failed or Aborted in the middle. */
    STOP_JOB("stop-job", false, "state after message of"),
    /** A job reports counts that are not true. */
    WRONG_COUNTS("wrong-counts", false, "processed failed"),
    /** All Data Cloud tokens end just before the request, or in the middle of its body. */
    EXPIRE_TENANT_TOKENS("expire-tenant-tokens", true, "when"),
    /** Records of a Data Cloud job or stream vanish without a word. */
    LOSE_ROWS("lose-rows", false, "share keys of"),
    /** Streamed records of a Data Cloud object can be seen later. */
    SLOW_STREAM("slow-stream", false, "milliseconds");

    private static final Set<String> COMMON =
            Set.of("kind", "times", "skip", "probability", "seed");

    private final String wire;
    private final boolean request;
    private final String keys;

    /**
     * How a fault is told.
     *
     * @param keys what it can say beside the common keys, with blanks between
     */
    FaultKind(String wire, boolean request, String keys) {
        this.wire = wire;
        this.request = request;
        this.keys = keys;
    }

    String wire() {
        return wire;
    }

    /** Whether it meets Bulk API 2.0 jobs of the org. */
    boolean meetsOrgJobs() {
        return Set.of(ROW_ERRORS, SLOW_JOB, STOP_JOB, WRONG_COUNTS).contains(this);
    }

    /** Whether it meets ingestion jobs of the tenant. */
    boolean meetsTenantJobs() {
        return Set.of(SLOW_JOB, STOP_JOB, LOSE_ROWS).contains(this);
    }

    /** Whether it meets streams of the tenant. */
    boolean meetsStreams() {
        return Set.of(LOSE_ROWS, SLOW_STREAM).contains(this);
    }

    /** Whether it meets requests; else jobs and streams. */
    boolean meetsRequests() {
        return request;
    }

    /** The keys that a fault of this kind may have. */
    List<String> keys() {
        Stream<String> where = request ? Stream.of("method", "path") : Stream.of("object");
        return Stream.of(
                        COMMON.stream(),
                        where,
                        Stream.of(keys.split(" ", -1)).filter(key -> !key.isEmpty()))
                .flatMap(s -> s)
                .sorted()
                .toList();
    }

    static Optional<FaultKind> named(String wire) {
        return Arrays.stream(values()).filter(kind -> kind.wire.equals(wire)).findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(FaultKind::wire).toList();
    }
}
