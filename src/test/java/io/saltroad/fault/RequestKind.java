package io.saltroad.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The requests that a delivery makes, and what it takes to see each of them. */
enum RequestKind {
    SIGN_IN(Way.CRM, "sign-in", "POST", "/oauth2/token$"),
    LIMITS(Way.CRM, "limits", "GET", "/limits/?$"),
    DESCRIBE(Way.CRM, "describe", "GET", "/describe/?$"),
    CREATE(Way.CRM, "create", "POST", "/jobs/ingest/?$"),
    UPLOAD(Way.CRM, "upload", "PUT", "/batches$"),
    CLOSE(Way.CRM, "close", "PATCH", "/jobs/ingest/[^/]+$"),
    STATE(Way.CRM, "state", "GET", "/jobs/ingest/7[^/]+$"),
    ABORT(Way.CRM, "abort", "PATCH", "/jobs/ingest/[^/]+$"),
    FAILED_RESULTS(Way.CRM, "failed results", "GET", "/failedResults$"),
    UNPROCESSED(Way.CRM, "unprocessed records", "GET", "/unprocessedrecords$"),
    SUCCESSFUL_RESULTS(Way.CRM, "successful results", "GET", "/successfulResults$"),
    JOB_LIST(Way.CRM, "list of jobs", "GET", "/jobs/ingest/?$"),
    FRESH_SIGN_IN(Way.DATA_CLOUD_BULK, "sign-in for a token", "POST", "/oauth2/token$"),
    EXCHANGE(Way.DATA_CLOUD_BULK, "token exchange", "POST", "/a360/token$"),
    CREATE_LOAD(Way.DATA_CLOUD_BULK, "create of a load", "POST", "/ingest/jobs/?$"),
    LOAD(Way.DATA_CLOUD_BULK, "upload of a chunk", "PUT", "/batches$"),
    CLOSE_LOAD(Way.DATA_CLOUD_BULK, "close of a load", "PATCH", "/ingest/jobs/[^/]+$"),
    LOAD_STATE(Way.DATA_CLOUD_BULK, "state of a load", "GET", "/ingest/jobs/[^/]+$"),
    ABORT_LOAD(Way.DATA_CLOUD_BULK, "abort of a load", "PATCH", "/ingest/jobs/[^/]+$"),
    LOAD_LIST(Way.DATA_CLOUD_BULK, "list of loads", "GET", "/ingest/jobs/?$"),
    STREAM(Way.DATA_CLOUD_STREAM, "micro-batch", "POST", "/sources/erp/orders$"),
    STREAM_DELETE(Way.DATA_CLOUD_DELETE, "micro-batch of keys", "DELETE", "/sources/erp/orders$"),
    QUERY(Way.DATA_CLOUD_BULK, "query", "POST", "/v2/query$"),
    /** No request: the tenant's work on what a load has brought. */
    WORK_ON_LOAD(Way.DATA_CLOUD_BULK, "work on a load"),
    /** No request: the tenant's work on what was streamed. */
    WORK_ON_STREAM(Way.DATA_CLOUD_STREAM, "work on a stream");

    private static final int RECORDS = 40;

    private final Way way;
    private final String label;
    private final String met;

    RequestKind(Way way, String label, String method, String path) {
        this.way = way;
        this.label = label;
        this.met = "\"method\":\"%s\",\"path\":\"%s\"".formatted(method, path);
    }

    RequestKind(Way way, String label) {
        this.way = way;
        this.label = label;
        this.met = "\"object\":\"orders\"";
    }

    Way way() {
        return way;
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
        return met;
    }

    /** An insert, since of two inserts of one record both are seen. */
    String sink() {
        if (way.toDataCloud()) {
            return "connector: erp, object: orders, key: order_no, operation: "
                    + (way == Way.DATA_CLOUD_DELETE ? "delete" : "upsert")
                    + (isConfirmed() ? ", confirm: keys" : "");
        }
        return "object: Account, operation: insert"
                + (this == SUCCESSFUL_RESULTS ? ", receipts: full" : "");
    }

    /** Whether the tenant is asked for what has arrived. */
    private boolean isConfirmed() {
        return this == QUERY || this == WORK_ON_LOAD || this == WORK_ON_STREAM;
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
            case LOAD_LIST ->
                    List.of(
                            """
                            {"kind":"reset","when":"after","method":"POST","path":"/ingest/jobs/?$"}""");
            // The second chunk is refused for good, and the job must not do anything.
            case ABORT_LOAD ->
                    List.of(
                            """
                            {"kind":"error","status":400,"method":"PUT","path":"/batches$",
                             "skip":1,"times":1000}""");
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

    /** Records of about three chunks, or four micro-batches. */
    String export() {
        return way.toDataCloud() ? Orders.export(RECORDS) : accounts();
    }

    /** What must be there before, if records are to be deleted: these and some more. */
    Optional<String> before() {
        return way == Way.DATA_CLOUD_DELETE
                ? Optional.of(Orders.export(RECORDS + Orders.OTHERS))
                : Optional.empty();
    }

    private String accounts() {
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

    static String key(int number) {
        return "K%04d".formatted(number);
    }
}
