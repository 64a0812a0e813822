package io.saltroad.datacloud;

import java.io.IOException;
import java.util.List;

/** Takes the rows of a query as they come. */
public interface RowHandler {

    /**
     * Takes a row. Must be quick: Data Cloud forgets a query that is not asked for its next rows
     * within 3 minutes.
     *
     * @param values as text, in the order of the SELECT; null for a field without a value. Decimals
     *     come with 18 digits after the point
     * @throws IOException ends the query
     */
    void row(List<String> values) throws IOException;
}
