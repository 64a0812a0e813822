package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.fault.JobTrouble.RowTrouble;
import io.saltroad.sandbox.org.FieldDefinition;
import io.saltroad.sandbox.org.FieldType;
import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.org.SalesforceId;
import io.saltroad.sandbox.org.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Brings staged records into the table of their object.
 *
 * <p>{@link #check} makes the table {@code verdict}: per record its key {@code k}, the id {@code
 * id} of the record it meets, the ids of its parents and {@code err}, the first thing that is
 * wrong. {@link #apply} writes what is right and leaves {@code outcome}: id, created, err.
 *
 * <p>Salesforce works through a job in chunks of 200 records. The same key twice in one chunk fails
 * both; in different chunks the later record updates the earlier one.
 */
final class JobSql {

    private static final int CHUNK = 200;

    private final Connection connection;
    private final OrgStore store;
    private final ColumnPlan plan;
    private final Operation operation;
    private final String table;
    private final long records;

    JobSql(Connection connection, OrgStore store, ColumnPlan plan, long records) {
        this.connection = connection;
        this.store = store;
        this.plan = plan;
        this.operation = plan.spec().operation();
        this.table = plan.object().table();
        this.records = records;
    }

    // ---- check ----------------------------------------------------------------------------------

    void check(List<RowTrouble> troubles) throws SQLException {
        run(verdict(troubles));
        if (plan.key() != null) {
            run(
                    "CREATE TEMP TABLE repeated AS SELECT k FROM verdict WHERE err IS NULL AND k IS"
                            + " NOT NULL GROUP BY k HAVING count(*) > 1");
            if (count("repeated") > 0) {
                refuseRepeatedInOneChunk();
            }
        } else {
            run("CREATE TEMP TABLE repeated (k VARCHAR)");
        }
        refuseIncomplete();
        for (Column column : plan.columns()) {
            if (column.field().unique() && !column.equals(plan.key())) {
                refuseTaken(column);
            }
        }
    }

    private String verdict(List<RowTrouble> troubles) {
        StringJoiner columns = new StringJoiner(", ");
        columns.add("s.rowid AS rn");
        columns.add(key() + " AS k");
        columns.add((plan.key() == null ? "NULL::VARCHAR" : "t.id") + " AS id");
        StringJoiner joins = new StringJoiner(" ");
        if (plan.key() != null) {
            joins.add(target());
        }
        for (Column column : plan.columns()) {
            if (column.looksUp()) {
                columns.add("p%1$d.id AS ref%1$d".formatted(column.index()));
                joins.add(parents(column));
            }
        }
        return "CREATE TEMP TABLE verdict AS SELECT %s, coalesce(s.err, %s) AS err, %s AS missing FROM stage s %s"
                .formatted(columns, errors(troubles), missing(), joins);
    }

    private String key() {
        if (plan.key() == null) {
            return "NULL::VARCHAR";
        }
        String raw = "nullif(%s, %s)".formatted(plan.key().raw(), Column.NULL);
        return plan.byId() ? "left(%s, 15)".formatted(raw) : plan.key().field().key(raw);
    }

    /** The records that the keys name. Deleted ones count only where ids are given. */
    private String target() {
        String key =
                plan.byId()
                        ? "left(Id, 15)"
                        : plan.key().field().key(Sql.name(plan.key().field().name()));
        return ("LEFT JOIN (SELECT %1$s AS k, min(Id) AS id, bool_and(IsDeleted) AS gone,"
                        + " count(*) AS n FROM %2$s WHERE %3$s %1$s IN (SELECT %4$s FROM stage s)"
                        + " GROUP BY 1) t ON t.k = %4$s")
                .formatted(key, table, plan.byId() ? "" : "NOT IsDeleted AND", key());
    }

    /** The parents that the values of a column name. */
    private static String parents(Column column) {
        FieldDefinition parentKey = column.parentKey();
        boolean byId = parentKey.type() == FieldType.ID;
        String key = byId ? "left(Id, 15)" : parentKey.key(Sql.name(parentKey.name()));
        String value = byId ? "left(%s, 15)".formatted(column.raw()) : parentKey.key(column.raw());
        return ("LEFT JOIN (SELECT %1$s AS k, min(Id) AS id, count(*) AS n FROM %2$s"
                        + " WHERE NOT IsDeleted AND %1$s IN (SELECT %3$s FROM stage s)"
                        + " GROUP BY 1) p%4$d ON p%4$d.k = %3$s")
                .formatted(key, column.parent().table(), value, column.index());
    }

    private String errors(List<RowTrouble> troubles) {
        StringBuilder cases = new StringBuilder("CASE ");
        for (RowTrouble trouble : troubles) {
            cases.append("WHEN %s THEN %s ".formatted(met(trouble), Sql.text(trouble.error())));
        }
        if (plan.key() != null) {
            cases.append(keyErrors());
        }
        if (plan.idle() != null) {
            // From general knowledge, not verified.
            cases.append(
                    "WHEN %1$s IS NOT NULL AND %1$s <> %2$s THEN %3$s "
                            .formatted(
                                    plan.idle().raw(),
                                    Column.NULL,
                                    Sql.text(
                                            "INVALID_FIELD_FOR_INSERT_UPDATE:cannot specify Id in"
                                                    + " an insert call:Id --")));
        }
        for (Column column : plan.columns()) {
            cases.append(
                    ValueSql.errors(column)
                            .replace(column.found() + "_count", "p%d.n".formatted(column.index()))
                            .replace(column.found(), "p%d.id".formatted(column.index())));
            if (column.field().required()) {
                cases.append(
                        "WHEN %s = %s THEN %s "
                                .formatted(
                                        column.raw(),
                                        Column.NULL,
                                        Sql.text(requiredMissing(column.field().name()))));
            }
        }
        return cases.append("ELSE NULL::VARCHAR END").toString();
    }

    private String met(RowTrouble trouble) {
        if (!trouble.keys().isEmpty()) {
            Column column = plan.key() == null ? plan.columns().get(0) : plan.key();
            return "%s IN (%s)"
                    .formatted(
                            column.raw(),
                            trouble.keys().stream()
                                    .map(Sql::text)
                                    .collect(Collectors.joining(", ")));
        }
        long parts = 1_000_000;
        return "hash(s.rowid + 1 + %d) %% %d < %d"
                .formatted(trouble.seed(), parts, Math.round(trouble.share() * parts));
    }

    private String keyErrors() {
        String name = plan.key().field().name();
        String raw = plan.key().raw();
        String absent = "%1$s IS NULL OR %1$s = %2$s".formatted(raw, Column.NULL);
        if (!plan.byId()) {
            return "WHEN %s THEN %s "
                            .formatted(
                                    absent,
                                    Sql.text("MISSING_ARGUMENT:" + name + " not specified:--"))
                    + "WHEN t.n > 1 THEN %s "
                            .formatted(
                                    Sql.text(
                                            "DUPLICATE_EXTERNAL_ID:%1$s: more than one record found for external id field:%1$s --"
                                                    .formatted(name)));
        }
        // An upsert by Id with an empty Id inserts.
        String presence =
                operation == Operation.UPSERT
                        ? ""
                        : "WHEN %s THEN 'MISSING_ARGUMENT:Id not specified:--' ".formatted(absent);
        String given = "%1$s IS NOT NULL AND %1$s <> %2$s".formatted(raw, Column.NULL);
        return presence
                + "WHEN %1$s AND (length(%2$s) NOT IN (15, 18) OR left(%2$s, 3) <> %3$s) THEN %4$s "
                        .formatted(
                                given, raw, Sql.text(plan.object().keyPrefix()), malformedId(raw))
                + "WHEN %s AND t.id IS NULL THEN 'INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--' "
                        .formatted(given)
                + "WHEN t.gone THEN 'ENTITY_IS_DELETED:entity is deleted:--' ";
    }

    /** From general knowledge, not verified. */
    private String malformedId(String raw) {
        return operation == Operation.UPSERT
                ? "'MALFORMED_ID:Id in upsert is not valid for the entity type:Id --'"
                : "'MALFORMED_ID:bad id ' || %s || ':Id --'".formatted(raw);
    }

    /** What a new record of this row would lack, or NULL. */
    private String missing() {
        if (!operation.creates()) {
            return "NULL::VARCHAR";
        }
        List<String> lacks = new ArrayList<>();
        for (FieldDefinition field : plan.object().fields()) {
            if (field.required() && field.type() != FieldType.BOOLEAN) {
                List<Column> writing = plan.writing(field);
                String absent =
                        writing.isEmpty()
                                ? "true"
                                : writing.stream()
                                        .map(c -> c.raw() + " IS NULL")
                                        .collect(Collectors.joining(" AND "));
                lacks.add("CASE WHEN %s THEN %s END".formatted(absent, Sql.text(field.name())));
            }
        }
        if (lacks.isEmpty()) {
            return "NULL::VARCHAR";
        }
        String isNew = plan.key() == null ? "true" : "t.id IS NULL";
        return "CASE WHEN %s THEN nullif(concat_ws(', ', %s), '') END"
                .formatted(isNew, String.join(", ", lacks));
    }

    private static String requiredMissing(String fields) {
        return "REQUIRED_FIELD_MISSING:Required fields are missing: [%1$s]:%1$s --"
                .formatted(fields);
    }

    /** The sentence for external ids is seen in the field; the one for ids is ours. */
    private void refuseRepeatedInOneChunk() throws SQLException {
        run(
                ("UPDATE verdict SET err = 'DUPLICATE_VALUE:Duplicate %s specified: ' || c.shown ||"
                                + " ':--' FROM (SELECT v.k, v.rn // %d AS chunk, min(%s) AS shown FROM verdict"
                                + " v JOIN stage s ON s.rowid = v.rn WHERE v.err IS NULL AND v.k IN (SELECT k"
                                + " FROM repeated) GROUP BY ALL HAVING count(*) > 1) c WHERE verdict.err IS"
                                + " NULL AND verdict.k = c.k AND verdict.rn // %d = c.chunk")
                        .formatted(
                                plan.byId() ? "id" : "external id",
                                CHUNK,
                                plan.key().raw(),
                                CHUNK));
    }

    /**
     * A new record needs its required fields. Of several rows with one key only the first that has
     * them must: the later ones update it.
     */
    private void refuseIncomplete() throws SQLException {
        if (countWhere("verdict", "err IS NULL AND missing IS NOT NULL") == 0) {
            return;
        }
        run(
                "UPDATE verdict SET err = "
                        + requiredMissing("§")
                                .transform(text -> Sql.text(text).replace("§", "' || missing || '"))
                        + " WHERE err IS NULL AND missing IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
                        + " (SELECT k, min(rn) AS first FROM verdict WHERE err IS NULL AND missing"
                        + " IS NULL AND k IN (SELECT k FROM repeated) GROUP BY k) c WHERE c.k ="
                        + " verdict.k AND c.first < verdict.rn)");
    }

    /** A unique field whose value belongs to another record, or to an earlier row. */
    private void refuseTaken(Column column) throws SQLException {
        FieldDefinition field = column.field();
        String value = field.key("nullif(%s, %s)".formatted(column.raw(), Column.NULL));
        String stored = field.key("t." + Sql.name(field.name()));
        String error =
                "'DUPLICATE_VALUE:duplicate value found: %1$s duplicates value on record with id: ' || c.other || ':--'"
                        .formatted(field.name());
        run(
                ("UPDATE verdict SET err = %s FROM (SELECT v.rn, min(t.Id) AS other FROM verdict v"
                                + " JOIN stage s ON s.rowid = v.rn JOIN %s t ON %s = %s WHERE v.err IS NULL"
                                + " AND NOT t.IsDeleted AND (v.id IS NULL OR v.id <> t.Id) GROUP BY v.rn) c"
                                + " WHERE c.rn = verdict.rn")
                        .formatted(error, table, stored, value));
        run(
                ("UPDATE verdict SET err = %1$s FROM (SELECT rn, coalesce(id, 'of an earlier row')"
                                + " AS other FROM (SELECT v.rn, first_value(v.id) OVER w AS id,"
                                + " first_value(coalesce(v.k, v.rn::VARCHAR)) OVER w AS owner, coalesce(v.k,"
                                + " v.rn::VARCHAR) AS self FROM verdict v JOIN stage s ON s.rowid = v.rn WHERE"
                                + " v.err IS NULL AND %2$s IN (SELECT %2$s FROM verdict v JOIN stage s ON"
                                + " s.rowid = v.rn WHERE v.err IS NULL AND %2$s IS NOT NULL GROUP BY 1 HAVING"
                                + " count(*) > 1) WINDOW w AS (PARTITION BY %2$s ORDER BY v.rn)) WHERE owner"
                                + " <> self) c WHERE c.rn = verdict.rn")
                        .formatted(error, value));
    }

    // ---- apply ----------------------------------------------------------------------------------

    /** Writes the records and says how many failed. */
    long apply() throws SQLException {
        long base = store.reserve(plan.object(), records);
        boolean repeats = count("repeated") > 0;
        outcome(base, repeats);
        if (operation.deletes()) {
            delete();
        } else {
            effective(repeats);
            if (operation.creates()) {
                insert();
            }
            if (operation != Operation.INSERT) {
                update();
            }
        }
        return countWhere("outcome", "err IS NOT NULL");
    }

    private void outcome(long base, boolean repeats) throws SQLException {
        String first = repeats ? "coalesce(f.first, v.rn)" : "v.rn";
        String newId = SalesforceId.sql(plan.object().keyPrefix(), first + " + " + base);
        run(
                ("CREATE TEMP TABLE outcome AS SELECT v.rn, v.err, CASE WHEN v.id IS NOT NULL THEN"
                                + " v.id WHEN v.err IS NULL THEN %s END AS id, (v.err IS NULL AND v.id IS NULL"
                                + " AND v.rn = %s) AS created, v.id IS NOT NULL AS existed FROM verdict v %s")
                        .formatted(
                                newId,
                                first,
                                repeats
                                        ? "LEFT JOIN (SELECT k, min(rn) AS first FROM verdict WHERE"
                                                + " err IS NULL AND k IN (SELECT k FROM repeated)"
                                                + " GROUP BY k) f ON f.k = v.k"
                                        : ""));
    }

    /**
     * What is to be written, one row a record: of several rows the last one that says something.
     */
    private void effective(boolean repeats) throws SQLException {
        List<String> single = new ArrayList<>(List.of("o.id AS id", "o.existed AS existed"));
        List<String> merged =
                new ArrayList<>(List.of("o.id AS id", "bool_and(o.existed) AS existed"));
        for (Column column : plan.columns()) {
            String raw = column.raw();
            single.add("%s AS c%d".formatted(raw, column.index()));
            merged.add("arg_max(%s, o.rn) AS c%d".formatted(raw, column.index()));
            if (column.looksUp()) {
                single.add("v.%1$s AS %1$s".formatted(column.found()));
                merged.add("arg_max(v.%1$s, o.rn) AS %1$s".formatted(column.found()));
            }
        }
        boolean joined = repeats || plan.columns().stream().anyMatch(Column::looksUp);
        String from =
                " FROM outcome o JOIN stage s ON s.rowid = o.rn"
                        + (joined ? " JOIN verdict v ON v.rn = o.rn" : "")
                        + " WHERE o.err IS NULL";
        String select = "SELECT " + String.join(", ", single) + from;
        if (repeats) {
            String repeated = "v.k IN (SELECT k FROM repeated)";
            select +=
                    " AND NOT coalesce(%s, false) UNION ALL SELECT %s%s AND %s GROUP BY o.id"
                            .formatted(repeated, String.join(", ", merged), from, repeated);
        }
        // A view: another copy of all texts would cost more than the joins.
        run("CREATE TEMP VIEW effective AS " + select);
    }

    private void insert() throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (FieldDefinition field : plan.object().fields()) {
            if (!field.stored() || !field.writable()) {
                continue;
            }
            List<Column> writing = plan.writing(field);
            if (!writing.isEmpty()) {
                names.add(Sql.name(field.name()));
                values.add(
                        writing.stream()
                                .map(JobSql::orNull)
                                .collect(
                                        Collectors.joining(
                                                ", ", "coalesce(", ", " + otherwise(field) + ")")));
            } else if (!otherwise(field).equals("NULL")) {
                names.add(Sql.name(field.name()));
                values.add(otherwise(field));
            }
        }
        run(
                "INSERT INTO %s (Id, %s, %s) SELECT s.id, %s, %s FROM effective s WHERE NOT s.existed"
                        .formatted(
                                table,
                                String.join(", ", names),
                                OrgStore.AUDIT_COLUMNS,
                                String.join(", ", values),
                                store.auditValues()));
    }

    /** The value of a field that the record says nothing about. */
    private String otherwise(FieldDefinition field) {
        if (field.type() == FieldType.BOOLEAN) {
            return "false";
        }
        return field.name().equals("OwnerId") ? Sql.text(store.organization().userId()) : "NULL";
    }

    private static String orNull(Column column) {
        return "CASE WHEN %s AND %s <> %s THEN %s END"
                .formatted(column.given(), column.raw(), Column.NULL, ValueSql.value(column));
    }

    private void update() throws SQLException {
        StringJoiner changes = new StringJoiner(", ");
        for (FieldDefinition field : plan.fields()) {
            StringBuilder cases = new StringBuilder("CASE ");
            for (Column column : plan.writing(field)) {
                cases.append(
                        "WHEN %1$s = %2$s THEN %4$s WHEN %1$s IS NOT NULL THEN %3$s "
                                .formatted(
                                        column.raw(),
                                        Column.NULL,
                                        ValueSql.value(column),
                                        otherwise(field)));
            }
            changes.add("%1$s = %2$sELSE t.%1$s END".formatted(Sql.name(field.name()), cases));
        }
        changes.add("LastModifiedDate = " + store.now());
        changes.add("SystemModstamp = " + store.now());
        changes.add("LastModifiedById = " + Sql.text(store.organization().userId()));
        run(
                "UPDATE %s AS t SET %s FROM effective s WHERE s.id = t.Id AND s.existed"
                        .formatted(table, changes));
    }

    private void delete() throws SQLException {
        String condition = "Id IN (SELECT id FROM outcome WHERE err IS NULL)";
        run(
                operation == Operation.HARD_DELETE
                        ? "DELETE FROM %s WHERE %s".formatted(table, condition)
                        : "UPDATE %1$s SET IsDeleted = true, LastModifiedDate = %2$s, SystemModstamp = %2$s WHERE %3$s"
                                .formatted(table, store.now(), condition));
    }

    // ---- ----------------------------------------------------------------------------------------

    private void run(String statement) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private long count(String temporary) throws SQLException {
        return countWhere(temporary, "true");
    }

    private long countWhere(String temporary, String condition) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows =
                        sql.executeQuery(
                                "SELECT count(*) FROM %s WHERE %s"
                                        .formatted(temporary, condition))) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
