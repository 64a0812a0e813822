package io.saltroad.datacloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.salesforce.UnreadableAnswerException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/**
 * Asks a tenant for records by SQL. Rows are handed on as they are read, so a result of any size
 * passes through a few kilobytes.
 *
 * <p>Source: Data Cloud Query API, "Query V2". A cursor runs forward only, each batch must be asked
 * for within 3 minutes, and the whole result within an hour. Older tenants take 15 queries at once.
 */
public final class TenantQuery {

    private static final String PATH = "/api/v2/query";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonFactory PARSERS = JSON.getFactory();

    private final DataCloudConnection connection;

    public TenantQuery(DataCloudConnection connection) {
        this.connection = connection;
    }

    /**
     * Hands each row of the result on. If it fails, some rows have been handed on already, and the
     * query must be made anew from its start.
     *
     * @return how many rows there were
     * @throws HttpOperationFailedException if Data Cloud refuses; {@link
     *     io.saltroad.salesforce.FailureClassifier} finds its message
     * @throws UnreadableAnswerException if the answer is no result, or not all of it
     * @throws IOException if the connection is lost, or the handler says so
     * @throws io.saltroad.salesforce.SignInException if there is no session
     */
    public long rows(String sql, RowHandler handler)
            throws HttpOperationFailedException, IOException {
        String address = connection.session().instanceUrl() + PATH;
        Batch batch =
                batch(
                        ClassicRequestBuilder.post(address)
                                .setEntity(
                                        JSON.writeValueAsString(Map.of("sql", sql)),
                                        ContentType.APPLICATION_JSON),
                        handler);
        long rows = batch.rows();
        while (!batch.done()) {
            // Opaque, and its form changes: see the notice of 1 August 2026 on the page.
            String id = URLEncoder.encode(batch.next().orElseThrow(), UTF_8).replace("+", "%20");
            batch = batch(ClassicRequestBuilder.get(address + "/" + id), handler);
            rows += batch.rows();
        }
        return rows;
    }

    /**
     * The number that a query gives, which selects one, such as {@code SELECT COUNT(*) FROM t}.
     *
     * @throws HttpOperationFailedException if Data Cloud refuses
     * @throws UnreadableAnswerException if the result is anything but one whole number
     * @throws IOException if the connection is lost
     */
    public long count(String sql) throws HttpOperationFailedException, IOException {
        AtomicReference<List<String>> only = new AtomicReference<>();
        long rows = rows(sql, only::set);
        List<String> values = only.get();
        if (rows != 1 || values.size() != 1 || values.get(0) == null) {
            throw new UnreadableAnswerException(
                    "Data Cloud gave no single number for: " + sql, null);
        }
        try {
            return new BigDecimal(values.get(0)).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new UnreadableAnswerException(
                    "Data Cloud gave '%s', which is no whole number, for: %s"
                            .formatted(values.get(0), sql),
                    e);
        }
    }

    /**
     * The end of a batch.
     *
     * @param next names the next batch
     */
    private record Batch(long rows, boolean done, Optional<String> next) {}

    private Batch batch(ClassicRequestBuilder builder, RowHandler handler)
            throws HttpOperationFailedException, IOException {
        ClassicHttpRequest request =
                builder.setHeader(HttpHeaders.ACCEPT, ContentType.APPLICATION_JSON.getMimeType())
                        .build();
        try (ClassicHttpResponse answer = HttpCall.open(connection.http(), request)) {
            if (answer.getEntity() == null) {
                throw notAResult(null);
            }
            try (InputStream in = answer.getEntity().getContent();
                    JsonParser parser = PARSERS.createParser(in)) {
                return read(parser, handler);
            }
        }
    }

    private static Batch read(JsonParser parser, RowHandler handler) throws IOException {
        long rows = -1;
        Optional<Boolean> done = Optional.empty();
        Optional<String> next = Optional.empty();
        if (token(parser) != JsonToken.START_OBJECT) {
            throw notAResult(null);
        }
        while (token(parser) == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = token(parser);
            switch (name) {
                case "data" -> rows = rows(parser, value, handler);
                case "done" -> done = Optional.of(value == JsonToken.VALUE_TRUE);
                case "nextBatchId" ->
                        next = Optional.ofNullable(text(parser, value)).filter(id -> !id.isEmpty());
                default -> skip(parser);
            }
        }
        if (parser.currentToken() != JsonToken.END_OBJECT || rows < 0) {
            throw notAResult(null);
        }
        boolean isDone = done.orElse(next.isEmpty());
        if (!isDone && next.isEmpty()) {
            throw new UnreadableAnswerException(
                    "Data Cloud says that there are more rows, but not where (nextBatchId)", null);
        }
        return new Batch(rows, isDone, next);
    }

    private static long rows(JsonParser parser, JsonToken start, RowHandler handler)
            throws IOException {
        if (start != JsonToken.START_ARRAY) {
            throw notAResult(null);
        }
        long rows = 0;
        for (JsonToken row = token(parser); row != JsonToken.END_ARRAY; row = token(parser)) {
            if (row != JsonToken.START_ARRAY) {
                throw notAResult(null);
            }
            List<String> values = new ArrayList<>();
            for (JsonToken value = token(parser);
                    value != JsonToken.END_ARRAY;
                    value = token(parser)) {
                values.add(text(parser, value));
            }
            handler.row(values);
            rows++;
        }
        return rows;
    }

    /** A number keeps its digits. */
    private static String text(JsonParser parser, JsonToken value) throws IOException {
        if (!value.isScalarValue()) {
            throw notAResult(null);
        }
        return value == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    private static JsonToken token(JsonParser parser) throws IOException {
        JsonToken token;
        try {
            token = parser.nextToken();
        } catch (JsonProcessingException e) {
            throw notAResult(e);
        }
        if (token == null) {
            throw notAResult(null);
        }
        return token;
    }

    private static void skip(JsonParser parser) throws IOException {
        try {
            parser.skipChildren();
        } catch (JsonProcessingException e) {
            throw notAResult(e);
        }
    }

    private static UnreadableAnswerException notAResult(JsonProcessingException cause) {
        return new UnreadableAnswerException(
                "Data Cloud, or what stands in front of it, gave an answer that is no whole result of a query",
                cause);
    }
}
