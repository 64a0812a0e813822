package io.saltroad.sandbox.lake;

import io.saltroad.sandbox.org.Sql;
import java.util.List;
import java.util.Optional;

/**
 * One object of a connector with its data stream.
 *
 * @param connector the source's name
 * @param name as in the connector's schema
 * @param endpoint its name in the paths of the streaming API, which can carry a suffix
 * @param table its table in the lake
 * @param recordModified the field that decides which of two records is the newer, or null
 * @param eventTime when an event happened; null unless it is engagement data
 * @param partial whether streamed records change only the fields they bring
 */
public record LakeObject(
        String connector,
        String name,
        String endpoint,
        String table,
        Category category,
        LakeField primaryKey,
        LakeField recordModified,
        LakeField eventTime,
        boolean partial,
        List<LakeField> fields) {

    public Optional<LakeField> field(String wanted) {
        return fields.stream().filter(field -> field.name().equals(wanted)).findFirst();
    }

    /** Connector and name, which no other object has. */
    public String id() {
        return connector + "/" + name;
    }

    /** Its table, quoted. */
    public String sqlTable() {
        return Sql.name(table);
    }

    /**
     * The table of the records that were lost. That there is such an object a stream is known; its
     * name and columns are not verified.
     */
    public String problemTable() {
        return "PR_" + table;
    }

    /** The key's qualifier, a column of the lake. */
    public String keyQualifier() {
        return "KQ_" + primaryKey.apiName();
    }
}
