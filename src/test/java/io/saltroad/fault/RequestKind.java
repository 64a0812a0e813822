package io.saltroad.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The requests that a delivery makes, and what it takes to see each of them. */
enum RequestKind {
    SIGN_IN("sign-in", "POST", "/oauth2/token$"),
    LIMITS("limits", "GET", "/limits/?$"),
    DESCRIBE("describe", "GET", "/describe/?$"),
    CREATE("create", "POST", "/jobs/ingest/?$"),
    UPLOAD("upload", "PUT", "/batches$"),
    CLOSE("close", "PATCH", "/jobs/ingest/[^/]+$"),
    STATE("state", "GET", "/jobs/ingest/7[^/]+$"),
    ABORT("abort", "PATCH", "/jobs/ingest/[^/]+$"),
    FAILED_RESULTS("failed results", "GET", "/failedResults$"),
    UNPROCESSED("unprocessed records", "GET", "/unprocessedrecords$"),
    SUCCESSFUL_RESULTS("successful results", "GET", "/successfulResults$"),
    JOB_LIST("list of jobs", "GET", "/jobs/ingest/?$");

    private static final int RECORDS = 40;

    private final String label;
    private final String method;
    private final String path;

    RequestKind(String label, String method, String path) {
        this.label = label;
        this.method = method;
        this.path = path;
    }

    String label() {
        return label;
    }

    static RequestKind labelled(String label) {
        return Arrays.stream(values())
                .filter(request -> request.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no request '" + label + "'"));
    }

    /** The keys of an {@code error}, a {@code reset} and so on that make it meet this request. */
    String met() {
        return "\"method\":\"%s\",\"path\":\"%s\"".formatted(method, path);
    }

    /** An insert, since of two inserts of one record both are seen. */
    String sink() {
        return "object: Account, operation: insert"
                + (this == SUCCESSFUL_RESULTS ? ", receipts: full" : "");
    }

    /** What else goes wrong, so that the request is needed at all. */
    List<String> circumstances() {
        return switch (this) {
            case FAILED_RESULTS ->
                    List.of(
                            """
                            {"kind":"row-errors","share":0.4,"seed":7,
                             "error":"FIELD_CUSTOM_VALIDATION_EXCEPTION:No:--"}""");
            case UNPROCESSED -> List.of("{\"kind\":\"stop-job\",\"after\":5}");
            case JOB_LIST ->
                    List.of(
                            """
                            {"kind":"reset","when":"after","method":"POST","path":"/jobs/ingest/?$"}""");
            default -> List.of();
        };
    }

    /** Whether there are records that Salesforce refuses, and which a report must name. */
    boolean hasRefusedRecords() {
        return this == FAILED_RESULTS;
    }

    /** Whether a job whose create was not answered stands open at the org, and must be found. */
    boolean leavesOrphan() {
        return this == JOB_LIST;
    }

    /** Settings without which the request would be long in coming. */
    Map<String, String> settings() {
        return this == JOB_LIST
                ? Map.of(
                        "saltroad.salesforce.connect-timeout", "1s",
                        "saltroad.salesforce.response-timeout", "1500ms")
                : Map.of();
    }

    /** Whether the export turns out to be bad after its first chunks are uploaded. */
    boolean needsBadExport() {
        return this == ABORT;
    }

    /** Records of about three chunks. */
    String export() {
        StringBuilder csv = new StringBuilder("AccountNumber,Name\n");
        for (int i = 0; i < RECORDS; i++) {
            csv.append(key(i)).append(",Müller & Söhne GmbH ");
            csv.append("in a street with a long name ").append(i).append('\n');
        }
        return needsBadExport() ? csv + "K9999,\"never closed\n" : csv.toString();
    }

    static List<String> keys() {
        return IntStream.range(0, RECORDS).mapToObj(RequestKind::key).toList();
    }

    private static String key(int number) {
        return "K%04d".formatted(number);
    }
}
