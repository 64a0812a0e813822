package io.saltroad.sandbox.soql;

import io.saltroad.sandbox.org.ObjectDefinition;
import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Resources;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /query}, {@code /queryAll} and their further pages.
 *
 * <p>Source: REST API Developer Guide, resources_query, resources_query_more_results,
 * headers_queryoptions.
 */
public final class QueryEndpoints implements AutoCloseable {

    private static final int PAGE = 2_000;
    private static final int SMALLEST_PAGE = 200;
    private static final Pattern BATCH_SIZE = Pattern.compile("(?i)batchSize\\s*=\\s*(\\d+)");

    private final OrgStore store;
    private final Cursors cursors;

    public QueryEndpoints(OrgStore store) {
        this.store = store;
        this.cursors = new Cursors(store);
    }

    public void serve(Resources resources) {
        String version = "/services/data/v:version";
        resources.at(version + "/query").get(call -> query(call, false)).done();
        resources.at(version + "/queryAll").get(call -> query(call, true)).done();
        resources.at(version + "/query/:locator").get(this::more).done();
        resources.at(version + "/queryAll/:locator").get(this::more).done();
    }

    private Answer query(Call call, boolean all) throws SQLException {
        String soql =
                call.query("q")
                        .orElseThrow(
                                () ->
                                        Tokens.malformed(
                                                "A query was expected in the parameter q", 1));
        Query query = Parser.parse(soql);
        Selection selection = Selection.of(query, store.catalog(), all, store.today());
        if (call.query("columns").filter(Boolean::parseBoolean).isPresent()) {
            return Answer.json(ColumnMetadata.of(selection, query));
        }
        if (query.count()) {
            return Answer.json(
                    new JsonObject()
                            .put("totalSize", count(selection))
                            .put("done", true)
                            .put("records", new JsonArray()));
        }
        if (!query.aggregates().isEmpty()) {
            return Answer.json(
                    new JsonObject()
                            .put("totalSize", 1)
                            .put("done", true)
                            .put("records", new JsonArray().add(aggregate(selection))));
        }
        Cursors.Cursor cursor = cursors.open(selection, pageSize(call));
        return page(call, cursor, 0);
    }

    private Answer more(Call call) throws SQLException {
        String locator = call.path("locator");
        int dash = locator.lastIndexOf('-');
        try {
            long from = Long.parseLong(locator.substring(dash + 1));
            Optional<Cursors.Cursor> cursor = cursors.find(locator.substring(0, Math.max(0, dash)));
            if (cursor.isPresent()) {
                return page(call, cursor.get(), from);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw ApiError.badRequest("INVALID_QUERY_LOCATOR", "invalid query locator");
    }

    private static Answer page(Call call, Cursors.Cursor cursor, long from) throws SQLException {
        String version = call.path("version");
        JsonArray records = cursor.page(from, version);
        long next = from + records.size();
        boolean done = next >= cursor.total();
        JsonObject answer = new JsonObject().put("totalSize", cursor.total()).put("done", done);
        if (!done) {
            // Always under /query/, with the locator as its last segment: jsforce keeps only that.
            answer.put(
                    "nextRecordsUrl",
                    "/services/data/v%s/query/%s-%d".formatted(version, cursor.id(), next));
        }
        return Answer.json(answer.put("records", records));
    }

    private static int pageSize(Call call) {
        Matcher option = BATCH_SIZE.matcher(call.header("Sforce-Query-Options").orElse(""));
        if (!option.find()) {
            return PAGE;
        }
        long wanted =
                Long.parseLong(option.group(1).substring(0, Math.min(9, option.group(1).length())));
        return (int) Math.max(SMALLEST_PAGE, Math.min(PAGE, wanted));
    }

    private long count(Selection selection) throws SQLException {
        try (Connection connection = store.connect();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(selection.countSql())) {
            row.next();
            return row.getLong(1);
        }
    }

    private JsonObject aggregate(Selection selection) throws SQLException {
        try (Connection connection = store.connect();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(selection.aggregateSql())) {
            row.next();
            return AggregateJson.read(selection.aggregates(), row);
        }
    }

    /**
     * Reads one record.
     *
     * @param field what finds it
     * @param fields what to read; empty for all
     */
    public Optional<JsonObject> find(
            ObjectDefinition object,
            String field,
            String value,
            List<String> fields,
            String version)
            throws SQLException {
        List<String> selected =
                fields.isEmpty() ? object.fields().stream().map(f -> f.name()).toList() : fields;
        Token text =
                new Token(Token.Kind.STRING, value.replace("\\", "\\\\").replace("'", "\\'"), 1);
        Query query =
                new Query(
                        selected,
                        false,
                        List.of(),
                        object.name(),
                        new Query.Comparison(field, "=", text),
                        List.of(),
                        OptionalLong.of(1),
                        0);
        Selection selection = Selection.of(query, store.catalog(), false, store.today());
        try (Connection connection = store.connect();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(selection.sql())) {
            return row.next()
                    ? Optional.of(new RecordJson(selection, version).read(row))
                    : Optional.empty();
        }
    }

    @Override
    public void close() {
        cursors.close();
    }
}
