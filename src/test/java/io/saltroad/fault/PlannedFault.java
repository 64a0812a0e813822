package io.saltroad.fault;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** What one request is met by. */
enum PlannedFault {
    BAD_REQUEST("400", "\"kind\":\"error\",\"status\":400"),
    UNAUTHORIZED("401", "\"kind\":\"error\",\"status\":401"),
    LIMIT("403 limit", "\"kind\":\"request-limit\""),
    NOT_FOUND("404", "\"kind\":\"error\",\"status\":404"),
    CONFLICT("409", "\"kind\":\"error\",\"status\":409"),
    RETRY_AFTER("429 in 1 s", "\"kind\":\"too-many-requests\",\"retryAfter\":1"),
    RETRY_AT(
            "429 at a date",
            "\"kind\":\"too-many-requests\",\"retryAfter\":2,\"retryAfterForm\":\"date\""),
    TOO_MANY("429", "\"kind\":\"too-many-requests\",\"retryAfter\":0"),
    SERVER_ERROR("500", "\"kind\":\"error\",\"status\":500"),
    BAD_GATEWAY("502", "\"kind\":\"bad-gateway\""),
    UNAVAILABLE("503 HTML", "\"kind\":\"unavailable\",\"html\":true"),
    RESET_BEFORE("reset before", "\"kind\":\"reset\",\"when\":\"before\""),
    RESET_IN_REQUEST("reset in request", "\"kind\":\"reset\",\"when\":\"request\""),
    RESET_IN_REPLY("reset in reply", "\"kind\":\"reset\",\"when\":\"reply\""),
    LOST_REPLY("lost reply", "\"kind\":\"reset\",\"when\":\"after\""),
    STALL("stall", "\"kind\":\"stall\",\"milliseconds\":" + Stalled.FOR.toMillis()),
    CUT_OFF("cut off", "\"kind\":\"truncate-reply\""),
    CUT_SHORT("cut, looks whole", "\"kind\":\"truncate-reply\",\"clean\":true"),
    TOKEN_OVER("token over", "\"kind\":\"expire-tenant-tokens\""),
    TOKEN_OVER_IN_REQUEST(
            "token over in request", "\"kind\":\"expire-tenant-tokens\",\"when\":\"request\""),
    ROWS_LOST("rows lost", "\"kind\":\"lose-rows\",\"keys\":[\"K0003\",\"K0017\"]"),
    SLOW_LOAD(
            "slow load",
            "\"kind\":\"slow-job\",\"queuedMilliseconds\":1000,\"inProgressMilliseconds\":1000"),
    SLOW_STREAM("slow stream", "\"kind\":\"slow-stream\",\"milliseconds\":3000"),
    LOAD_FAILS("load fails", "\"kind\":\"stop-job\",\"after\":5"),
    LOAD_ABORTED("load aborted", "\"kind\":\"stop-job\",\"state\":\"Aborted\"");

    private final String label;
    private final String wish;

    PlannedFault(String label, String wish) {
        this.label = label;
        this.wish = wish;
    }

    String label() {
        return label;
    }

    /** The fault as the sandbox wants it. */
    String at(RequestKind request, int times) {
        return "{%s,%s,\"times\":%d}".formatted(wish, request.met(), times);
    }

    /** Whether it stands for its like where there is not the time for all. */
    boolean representative() {
        return switch (this) {
            case NOT_FOUND, CONFLICT, RETRY_AT, TOO_MANY, SERVER_ERROR, BAD_GATEWAY -> false;
            case RESET_BEFORE, RESET_IN_REQUEST, RESET_IN_REPLY, CUT_OFF -> false;
            default -> true;
        };
    }

    /** Whether the two ways to Data Cloud take it as they take another one. */
    boolean isLikeAnotherAtDataCloud() {
        return switch (this) {
            case UNAUTHORIZED, LIMIT, UNAVAILABLE, STALL, TOKEN_OVER, LOAD_ABORTED -> true;
            default -> false;
        };
    }

    static PlannedFault labelled(String label) {
        return Arrays.stream(values())
                .filter(fault -> fault.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fault '" + label + "'"));
    }

    /** The sandbox does what it was asked so long after it was asked, though nobody waits. */
    Duration lasts() {
        return this == STALL ? Stalled.FOR : Duration.ZERO;
    }

    /** Settings without which the fault would not be noticed. */
    Map<String, String> settings() {
        return switch (this) {
            case STALL -> Map.of("saltroad.salesforce.response-timeout", "1500ms");
            case ROWS_LOST -> Map.of("saltroad.data-cloud.confirm-deadline", "2s");
            default -> Map.of();
        };
    }

    /** Beside the constants, which cannot see constants of their own. */
    private static final class Stalled {
        private static final Duration FOR = Duration.ofSeconds(3);
    }
}
