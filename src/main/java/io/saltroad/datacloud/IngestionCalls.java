package io.saltroad.datacloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.saltroad.salesforce.UnreadableAnswerException;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Message;

/**
 * Addresses the calls of the Ingestion API and reads their answers. The step after a method that
 * addresses is {@code data-cloud-http:http://tenant?deleteWithBody=true}, the component {@link
 * DataCloudConnection#HTTP_COMPONENT}; the one after that reads the answer, or is {@link #done}.
 *
 * <p>Source: Data Cloud Ingestion API, "Bulk Ingestion", "Streaming Ingestion" and the pages below
 * them.
 */
public final class IngestionCalls {

    /** The most jobs of one page of the list. Data Cloud gives no more. */
    public static final int JOBS_A_PAGE = 100;

    private static final String JSON_TYPE = "application/json";

    /**
     * The id of a job goes into an address, and so do names. A job's is a UUID or has 18 letters.
     */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_-]{1,120}");

    /** Servers take about 8,000 characters. */
    private static final int LONGEST_QUERY = 4_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataCloudConnection connection;

    public IngestionCalls(DataCloudConnection connection) {
        this.connection = connection;
    }

    /**
     * Asks for a new job. Read the answer with {@link #readJob}.
     *
     * @param connector name of the Ingestion API connector
     * @param object as the connector's schema names it
     * @param operation upsert or delete
     */
    public void createJob(
            Message message,
            @Header("connector") String connector,
            @Header("object") String object,
            @Header("operation") String operation) {
        ObjectNode job = JSON.createObjectNode();
        job.put("object", object);
        job.put("sourceName", connector);
        job.put("operation", operation);
        address(message, "POST", "/jobs");
        json(message, job);
    }

    /**
     * The body, a File, becomes one more chunk of the job. It is not known whether Data Cloud
     * counts a chunk twice when its answer was lost and it is sent again; for records with a key
     * that does no harm.
     */
    public void upload(Message message, @Header("jobId") String jobId) {
        address(message, "PUT", job(jobId) + "/batches");
        message.setHeader(Exchange.CONTENT_TYPE, "text/csv");
    }

    /** All data of the job is there: Data Cloud may begin. Read with {@link #readJob}. */
    public void close(Message message, @Header("jobId") String jobId) {
        change(message, jobId, "UploadComplete");
    }

    /** Nothing of the job shall happen. Read with {@link #readJob}. */
    public void abort(Message message, @Header("jobId") String jobId) {
        change(message, jobId, "Aborted");
    }

    /** Asks for a job. Read with {@link #readJob}. */
    public void info(Message message, @Header("jobId") String jobId) {
        ask(message, "GET", job(jobId));
    }

    /**
     * Asks for a page of the list of jobs, those of others among them. Read with {@link #readPage}.
     *
     * @param states in Data Cloud's words, separated by commas, such as {@code Open}
     * @param offset how many jobs the pages before had, as {@link #JOBS_A_PAGE} counts them
     */
    public void list(Message message, String states, int offset) {
        ask(message, "GET", "/jobs");
        message.setHeader(
                Exchange.HTTP_QUERY,
                "limit=%d&offset=%d&states=%s".formatted(JOBS_A_PAGE, offset, encoded(states)));
    }

    /** Takes an ended job, or one that was closed, off the list. */
    public void delete(Message message, @Header("jobId") String jobId) {
        ask(message, "DELETE", job(jobId));
    }

    /**
     * The body, JSON as bytes, goes into the stream. Read with {@link #readAccepted}.
     *
     * @param connector name of the Ingestion API connector
     * @param endpoint the object's endpoint name, as the connector's schema file names it
     */
    public void stream(
            Message message,
            @Header("connector") String connector,
            @Header("endpoint") String endpoint) {
        address(message, "POST", source(connector, endpoint));
        message.setHeader(Exchange.CONTENT_TYPE, JSON_TYPE);
    }

    /**
     * The body, a collection of at most 200 keys, is deleted. Read with {@link #readAccepted}.
     *
     * <p>Data Cloud takes the keys in the query or in the body. Something on the way may drop the
     * body of a DELETE, so it is the query, unless that would be too long, or a key holds the comma
     * that separates them there.
     */
    public void streamDelete(
            Message message,
            @Header("connector") String connector,
            @Header("endpoint") String endpoint) {
        List<String> keys =
                ((Collection<?>) message.getBody(Collection.class))
                        .stream().map(String::valueOf).toList();
        address(message, "DELETE", source(connector, endpoint));
        String query =
                "ids="
                        + keys.stream()
                                .map(IngestionCalls::encoded)
                                .collect(Collectors.joining(","));
        if (query.length() <= LONGEST_QUERY && keys.stream().noneMatch(key -> key.contains(","))) {
            message.setHeader(Exchange.HTTP_QUERY, query);
            message.setBody(null);
        } else {
            ObjectNode ids = JSON.createObjectNode();
            keys.forEach(ids.putArray("ids")::add);
            json(message, ids);
        }
    }

    /**
     * The body, JSON as bytes, is checked against the schema and nothing of it is kept. Records
     * that do not fit are answered 400, with a {@link ValidationReport}. Read with {@link
     * #readAccepted}.
     */
    public void validate(
            Message message,
            @Header("connector") String connector,
            @Header("endpoint") String endpoint) {
        address(message, "POST", source(connector, endpoint) + "/actions/test");
        message.setHeader(Exchange.CONTENT_TYPE, JSON_TYPE);
    }

    /**
     * Makes the answer an {@link IngestionJob}, and takes the headers of the call away.
     *
     * @throws UnreadableAnswerException if it is anything else
     */
    public void readJob(Message message) throws UnreadableAnswerException {
        JsonNode answer = answer(message);
        message.setBody(
                IngestionJob.of(answer)
                        .orElseThrow(
                                () ->
                                        new UnreadableAnswerException(
                                                "Data Cloud gave an answer that is no job in a state we know (state is '%s')"
                                                        .formatted(answer.path("state").asText()),
                                                null)));
        done(message);
    }

    /**
     * Makes the answer an {@link IngestionJobPage}, and takes the headers of the call away.
     *
     * @throws UnreadableAnswerException if it is anything else
     */
    public void readPage(Message message) throws UnreadableAnswerException {
        JsonNode data = answer(message).path("data");
        if (!data.isArray()) {
            throw new UnreadableAnswerException(
                    "Data Cloud gave an answer that is no list of jobs", null);
        }
        List<IngestionJob> jobs = new ArrayList<>();
        data.forEach(job -> IngestionJob.of(job).ifPresent(jobs::add));
        message.setBody(new IngestionJobPage(jobs, data.size() < JOBS_A_PAGE));
        done(message);
    }

    /**
     * Takes the answer {@code {"accepted":true}} and the headers of the call away. An empty answer
     * will do.
     *
     * @throws UnreadableAnswerException if it is anything else: a web page of something in between
     *     would otherwise swallow records
     */
    public void readAccepted(Message message) throws UnreadableAnswerException {
        byte[] body = bytes(message);
        if (body.length > 0 && !json(body).path("accepted").asBoolean(true)) {
            throw new UnreadableAnswerException(
                    "Data Cloud answered that it has not accepted the records", null);
        }
        message.setBody(null);
        done(message);
    }

    /** Takes away what the other methods and the reply have put on the message's head. */
    public void done(Message message) {
        message.removeHeaders("CamelHttp*");
        message.removeHeader(Exchange.CONTENT_TYPE);
        message.removeHeader("Accept");
    }

    private void change(Message message, String jobId, String state) {
        address(message, "PATCH", job(jobId));
        json(message, JSON.createObjectNode().put("state", state));
    }

    private void ask(Message message, String method, String path) {
        address(message, method, path);
        message.setBody(null);
    }

    private void address(Message message, String method, String path) {
        done(message);
        message.setHeader(Exchange.HTTP_METHOD, method);
        message.setHeader(
                Exchange.HTTP_URI,
                "%s/api/v1/ingest%s".formatted(connection.session().instanceUrl(), path));
        message.setHeader("Accept", JSON_TYPE);
    }

    private static void json(Message message, JsonNode body) {
        message.setBody(body.toString().getBytes(UTF_8));
        message.setHeader(Exchange.CONTENT_TYPE, JSON_TYPE);
    }

    private static String job(String id) {
        return "/jobs/" + checked("the id of a job", id);
    }

    private static String source(String connector, String endpoint) {
        return "/sources/%s/%s"
                .formatted(
                        checked("the name of a connector", connector),
                        checked("the endpoint name of an object", endpoint));
    }

    private static String checked(String what, String text) {
        if (text == null || !SAFE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "not %s, which has up to 120 letters, digits, _ and -: %s"
                            .formatted(what, text));
        }
        return text;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static JsonNode answer(Message message) throws UnreadableAnswerException {
        return json(bytes(message));
    }

    private static byte[] bytes(Message message) {
        byte[] body = message.getBody(byte[].class);
        return body == null ? new byte[0] : body;
    }

    private static JsonNode json(byte[] body) throws UnreadableAnswerException {
        try {
            JsonNode answer = JSON.readTree(body);
            if (answer.isObject()) {
                return answer;
            }
        } catch (JsonProcessingException e) {
            throw notJson(e);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot be read", e);
        }
        throw notJson(null);
    }

    private static UnreadableAnswerException notJson(Exception cause) {
        return new UnreadableAnswerException(
                "Data Cloud, or what stands in front of it, gave an answer that is not JSON",
                cause);
    }
}
