package io.saltroad.sandbox.soql;

import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.web.ApiError;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** A query whose records go to a file as one JSON array, as Bulk API 1.0 gives them. */
public final class JsonExtract {

    private static final int PAGE = 2_000;

    private final OrgStore store;
    private final String version;

    /**
     * Reads from this org.
     *
     * @param version the version of the API that the records' addresses have
     */
    public JsonExtract(OrgStore store, String version) {
        this.store = store;
        this.version = version;
    }

    /**
     * Writes the records and says how many there are. Only a page is in memory at a time.
     *
     * @param all whether deleted records are wanted too
     * @throws ApiError if the query is wrong
     */
    public long write(String soql, boolean all, Path file) throws SQLException, IOException {
        Query query = Parser.parse(soql);
        if (query.count() || !query.aggregates().isEmpty()) {
            throw ApiError.badRequest("MALFORMED_QUERY", "Aggregates are not for the Bulk API");
        }
        Selection selection = Selection.of(query, store.catalog(), all, store.today());
        RecordJson json = RecordJson.withMilliseconds(selection, version);
        try (Connection connection = store.connect();
                Writer out = Files.newBufferedWriter(file)) {
            Cursors.Cursor result = new Cursors.Cursor("", selection, PAGE, connection);
            out.write('[');
            for (long from = 0; from < result.total(); from += PAGE) {
                String page = result.page(from, json).encode();
                // Without the brackets of its own.
                out.write(from == 0 ? "" : ",");
                out.write(page, 1, page.length() - 2);
            }
            out.write(']');
            return result.total();
        }
    }
}
