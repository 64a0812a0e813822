package io.saltroad.export;

import java.util.List;

/** How records become target fields, before it is known what the export's columns are. */
public interface RecordMapping {

    /**
     * Prepares for an export with these columns.
     *
     * @throws UnknownColumnException if the mapping needs a column that is not there
     */
    RecordMapper bind(List<String> columns) throws UnknownColumnException;

    /** Names of the fields it makes, in the order of sending. */
    List<String> targetColumns();

    /** Changes if and only if the mapping's content does. */
    String fingerprint();
}
