package io.saltroad.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Random faults at random requests, the same ones for the same seed. */
final class FaultWeather {

    /** The error code of the refusals, which alone may make a dead letter. */
    static final String REFUSAL = "SOAK_REFUSAL";

    private static final String[][] REQUESTS = {
        {"POST", "/oauth2/token$"},
        {"GET", "/describe/?$"},
        {"POST", "/jobs/ingest$"},
        {"PUT", "/batches$"},
        {"PUT", "/batches$"},
        {"PATCH", "/jobs/ingest/"},
        {"GET", "/jobs/ingest/7[^/]+$"},
        {"GET", "/(failedResults|unprocessedrecords)$"},
        {null, "/services/"},
    };

    private static final String[] REQUEST_FAULTS = {
        "\"kind\":\"expire-sessions\"",
        "\"kind\":\"expire-sessions\",\"when\":\"request\"",
        "\"kind\":\"error\",\"status\":401",
        "\"kind\":\"error\",\"status\":500",
        "\"kind\":\"error\",\"status\":504",
        "\"kind\":\"bad-gateway\"",
        "\"kind\":\"unavailable\",\"html\":true",
        "\"kind\":\"reset\",\"when\":\"before\"",
        "\"kind\":\"reset\",\"when\":\"request\"",
        "\"kind\":\"reset\",\"when\":\"reply\"",
        "\"kind\":\"reset\",\"when\":\"after\"",
        "\"kind\":\"reset\",\"when\":\"after\"",
        "\"kind\":\"truncate-reply\"",
        "\"kind\":\"truncate-reply\",\"clean\":true",
        "\"kind\":\"stall\",\"milliseconds\":1500",
        "\"kind\":\"stall\",\"milliseconds\":12000",
    };

    /** Rare, since each of them holds up everything for a while. */
    private static final String[] LIMITS = {
        "\"kind\":\"unavailable\",\"html\":true,\"retryAfter\":1",
        "\"kind\":\"too-many-requests\",\"retryAfter\":1",
        "\"kind\":\"too-many-requests\",\"retryAfter\":2,\"retryAfterForm\":\"date\"",
        "\"kind\":\"request-limit\",\"concurrent\":true",
    };

    private static final String[] JOB_FAULTS = {
        "\"kind\":\"row-errors\",\"share\":0.01,\"seed\":%d",
        "\"kind\":\"row-errors\",\"share\":0.01,\"seed\":%d,"
                + "\"error\":\"FIELD_CUSTOM_VALIDATION_EXCEPTION:No:--\"",
        "\"kind\":\"stop-job\",\"after\":%d",
        "\"kind\":\"slow-job\",\"inProgressMilliseconds\":%d",
    };

    private static final int MOST_SKIPPED = 6;

    private final RandomGenerator random;

    FaultWeather(RandomGenerator random) {
        this.random = random;
    }

    /** The next fault, as the sandbox wants it. */
    String next() {
        double sort = random.nextDouble();
        if (sort < 0.15) {
            String fault = JOB_FAULTS[random.nextInt(JOB_FAULTS.length)];
            return "{%s}".formatted(fault.formatted(200L * random.nextInt(10)));
        }
        if (sort < 0.17) {
            return "{\"kind\":\"error\",\"status\":400,\"errorCode\":\"%s\",\"method\":\"PUT\"}"
                    .formatted(REFUSAL);
        }
        String[] faults = sort < 0.20 ? LIMITS : REQUEST_FAULTS;
        String[] request = REQUESTS[random.nextInt(REQUESTS.length)];
        String method = request[0] == null ? "" : ",\"method\":\"%s\"".formatted(request[0]);
        return "{%s%s,\"path\":\"%s\",\"skip\":%d}"
                .formatted(
                        faults[random.nextInt(faults.length)],
                        method,
                        request[1],
                        random.nextInt(MOST_SKIPPED));
    }

    /** How often each kind was played. */
    static Map<String, Integer> played(Org org) {
        Map<String, Integer> played = new TreeMap<>();
        org.faults()
                .forEach(
                        fault -> {
                            int times = fault.path("played").asInt();
                            if (times > 0) {
                                played.merge(nameOf(fault), times, Integer::sum);
                            }
                        });
        return played;
    }

    private static String nameOf(JsonNode fault) {
        StringBuilder name = new StringBuilder(fault.path("kind").asText());
        for (String key : new String[] {"status", "when", "state"}) {
            if (fault.has(key)) {
                name.append(' ').append(fault.path(key).asText());
            }
        }
        if (REFUSAL.equals(fault.path("errorCode").asText())) {
            name.append(' ').append(REFUSAL);
        }
        return name.toString();
    }
}
