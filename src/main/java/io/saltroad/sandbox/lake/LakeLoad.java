package io.saltroad.sandbox.lake;

import io.saltroad.sandbox.fault.RowLoss;
import io.saltroad.sandbox.org.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Brings the records of one file into the table of their object, by the database alone: nothing of
 * them comes into Java. All of the file is one transaction.
 *
 * <p>The rules: a record replaces the one with its key as a whole, what it does not bring is wiped;
 * of two records with a record-modified field the newer one stays; a value that does not fit its
 * type takes its record along, which is then among the problem records. Source: "Bulk Ingestion",
 * "Create an Ingestion API Data Stream"; that a single value loses the whole record is assumed.
 *
 * <p>Not documented, and decided here: a record without a record-modified value is older than any
 * that has one; an engagement record that comes again with another event time stands beside the
 * first.
 */
public final class LakeLoad {

    private final Lake lake;
    private final LakeObject object;
    private final String source;
    private final Clock clock;
    private final List<RowLoss> losses;
    private final List<LakeField> fields;
    private final int key;

    /**
     * A load that is still to be run.
     *
     * @param source what the problem records name as their origin
     * @param losses records that vanish
     */
    public LakeLoad(
            Lake lake, LakeObject object, String source, Clock clock, List<RowLoss> losses) {
        this.lake = lake;
        this.object = object;
        this.source = source;
        this.clock = clock;
        this.losses = losses;
        this.fields = object.fields();
        this.key = fields.indexOf(object.primaryKey());
    }

    // ---- upsert ---------------------------------------------------------------------------------

    /**
     * Upserts streamed records: a CSV file of the object's fields in their order, each empty or
     * with a mark of its type in JSON. Records without a key are one record.
     */
    public Counts upsertStreamed(Path file) throws SQLException {
        StringJoiner types = new StringJoiner(", ", "{", "}");
        StringJoiner columns = new StringJoiner(", ");
        StringJoiner values = new StringJoiner(", ");
        StringJoiner problems = new StringJoiner(" ", "CASE ", " END");
        StringJoiner record = new StringJoiner(", ", "to_json(struct_pack(", "))::VARCHAR");
        for (int i = 0; i < fields.size(); i++) {
            LakeField field = fields.get(i);
            String piece = "c" + i;
            types.add("'%s': 'VARCHAR'".formatted(piece));
            columns.add(
                    object.partial()
                            ? "%1$s, %1$s IS NOT NULL AS p%2$d".formatted(piece, i)
                            : piece);
            values.add("%s AS v%d".formatted(field.ofStreamed(piece), i));
            problems.add(
                    misfit(field, "NOT " + field.blankStreamed(piece) + " AND v%d IS NULL", i));
            record.add("%s := substr(stage.%s, 2)".formatted(Sql.name(field.name()), piece));
        }
        try (Connection connection = lake.connect();
                Statement sql = connection.createStatement()) {
            sql.execute(
                    ("CREATE TEMP TABLE stage AS SELECT %s FROM read_csv(%s, header = false,"
                                    + " auto_detect = false, delim = ',', quote = '\"', escape ="
                                    + " '\"', nullstr = '', columns = %s)")
                            .formatted(columns, Sql.path(file), types));
            return upsert(
                    connection,
                    sql,
                    values,
                    problems.toString(),
                    record.toString(),
                    object.partial());
        }
    }

    private static String readJson(Path file, String columns) {
        return "read_json(%s, format = 'newline_delimited', columns = {%s})"
                .formatted(Sql.path(file), columns);
    }

    /**
     * Upserts the records of an upload. Columns that are not in the schema are dropped, fields that
     * have no column are wiped, records without a key are lost.
     *
     * @throws UnreadableUploadException if the file as such is no CSV in UTF-8
     */
    public Counts upsertCsv(CsvUpload upload, long limit) throws SQLException {
        try (Connection connection = lake.connect();
                Statement sql = connection.createStatement()) {
            upload.stage(sql, limit);
            StringJoiner values = new StringJoiner(", ");
            StringJoiner problems = new StringJoiner(" ", "CASE ", " END");
            problems.add("WHEN err IS NOT NULL THEN err");
            for (int i = 0; i < fields.size(); i++) {
                LakeField field = fields.get(i);
                int column = upload.header().indexOf(field.name());
                if (column < 0) {
                    values.add("NULL::%s AS v%d".formatted(field.type().column(), i));
                } else {
                    values.add("%s AS v%d".formatted(field.ofText("c" + column), i));
                    problems.add(misfit(field, "c" + column + " IS NOT NULL AND v%d IS NULL", i));
                }
            }
            problems.add("WHEN v%d IS NULL THEN 'the primary key is blank'".formatted(key));
            if (object.eventTime() != null) {
                problems.add(
                        "WHEN v%d IS NULL THEN 'the event time is blank'"
                                .formatted(fields.indexOf(object.eventTime())));
            }
            return upsert(connection, sql, values, problems.toString(), recordOf(sql), false);
        }
    }

    private static String misfit(LakeField field, String condition, int index) {
        return "WHEN %s THEN %s"
                .formatted(
                        condition.formatted(index),
                        Sql.text("the value of %s does not fit its type".formatted(field.name())));
    }

    private Counts upsert(
            Connection connection,
            Statement sql,
            StringJoiner values,
            String problems,
            String record,
            boolean partial)
            throws SQLException {
        String presence =
                partial
                        ? fields.stream()
                                .map(field -> ", p" + fields.indexOf(field))
                                .collect(Collectors.joining())
                        : "";
        sql.execute(
                "CREATE TEMP TABLE typed AS SELECT rowid AS seq, %s%s, %s AS problem FROM stage"
                        .formatted(values, presence, problems));
        connection.setAutoCommit(false);
        long read = count(sql, "SELECT count(*) FROM typed");
        long lost = lose(sql, "v" + key) + keepProblems(sql, record, "v" + key);
        long older = 0;
        long taken = 0;
        if (partial) {
            // Each changes what the one before it has left.
            long rounds = rounds(sql);
            sql.execute("ALTER TABLE typed RENAME TO every");
            for (long round = 1; round <= rounds; round++) {
                sql.execute(
                        "CREATE TEMP TABLE typed AS SELECT * FROM every WHERE round = " + round);
                taken += count(sql, "SELECT count(*) FROM typed");
                long olderNow = dropOlder(sql);
                older += olderNow;
                taken -= olderNow;
                keepWhatIsNotBrought(sql);
                replace(sql);
                sql.execute("DROP TABLE typed");
            }
        } else {
            taken = count(sql, "SELECT count(*) FROM typed");
            dropRepeated(sql);
            older = dropOlder(sql);
            taken -= older;
            replace(sql);
        }
        connection.commit();
        return new Counts(read, taken, older, 0, lost);
    }

    private long rounds(Statement sql) throws SQLException {
        sql.execute(
                ("CREATE TEMP TABLE ranked AS SELECT *, row_number() OVER (PARTITION BY %s ORDER BY"
                                + " seq) AS round FROM typed")
                        .formatted(identity()));
        sql.execute("DROP TABLE typed");
        sql.execute("ALTER TABLE ranked RENAME TO typed");
        return count(sql, "SELECT coalesce(max(round), 0) FROM typed");
    }

    /** What tells records apart, in the table of the new ones. */
    private String identity() {
        return object.eventTime() == null
                ? "v" + key
                : "v%d, v%d".formatted(key, fields.indexOf(object.eventTime()));
    }

    /** Whether a record of the lake, {@code t}, is one of the new ones, {@code n}. */
    private String same() {
        String sameKey =
                "t.%s IS NOT DISTINCT FROM n.v%d".formatted(object.primaryKey().column(), key);
        return object.eventTime() == null
                ? sameKey
                : sameKey
                        + " AND t.%s IS NOT DISTINCT FROM n.v%d"
                                .formatted(
                                        object.eventTime().column(),
                                        fields.indexOf(object.eventTime()));
    }

    /**
     * Of records with the same key the newest stays, or the last if nothing says which is newer.
     */
    private void dropRepeated(Statement sql) throws SQLException {
        sql.execute(
                "CREATE TEMP TABLE repeated AS SELECT %1$s FROM typed GROUP BY ALL HAVING count(*) > 1"
                        .formatted(identity()));
        if (count(sql, "SELECT count(*) FROM repeated") == 0) {
            return;
        }
        String newest =
                object.recordModified() == null
                        ? "seq DESC"
                        : "v%d DESC NULLS LAST, seq DESC"
                                .formatted(fields.indexOf(object.recordModified()));
        String meets =
                List.of(identity().split(", ", -1)).stream()
                        .map(column -> "t.%1$s IS NOT DISTINCT FROM r.%1$s".formatted(column))
                        .collect(Collectors.joining(" AND "));
        sql.execute(
                ("DELETE FROM typed WHERE seq IN (SELECT seq FROM (SELECT t.seq, row_number() OVER"
                                + " (PARTITION BY %s ORDER BY %s) AS place FROM typed t JOIN repeated r"
                                + " ON %s) WHERE place > 1)")
                        .formatted(qualified("t", identity()), qualified("t", newest), meets));
    }

    private static String qualified(String table, String columns) {
        return columns.replaceAll("\\b(v\\d+|seq)\\b", table + ".$1");
    }

    private long dropOlder(Statement sql) throws SQLException {
        if (object.recordModified() == null) {
            return 0;
        }
        String stored = "t." + object.recordModified().column();
        String given = "n.v" + fields.indexOf(object.recordModified());
        return sql.executeUpdate(
                ("DELETE FROM typed WHERE seq IN (SELECT n.seq FROM typed n JOIN %s t ON %s"
                                + " WHERE %s > %s OR (%3$s IS NOT NULL AND %4$s IS NULL))")
                        .formatted(object.sqlTable(), same(), stored, given));
    }

    private void keepWhatIsNotBrought(Statement sql) throws SQLException {
        for (int i = 0; i < fields.size(); i++) {
            sql.execute(
                    "UPDATE typed AS n SET v%1$d = t.%2$s FROM %3$s t WHERE %4$s AND NOT n.p%1$d"
                            .formatted(i, fields.get(i).column(), object.sqlTable(), same()));
        }
    }

    private void replace(Statement sql) throws SQLException {
        sql.execute(
                "DELETE FROM %s AS t USING typed AS n WHERE %s"
                        .formatted(object.sqlTable(), same()));
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            columns.add(fields.get(i).column());
            values.add("v" + i);
        }
        columns.add("DataSource__c");
        values.add(Sql.text(object.connector()));
        columns.add("DataSourceObject__c");
        values.add(Sql.text(object.name()));
        // Which values these two have is not documented.
        columns.add("cdp_sys_PartitionDate__c");
        values.add(
                "date_trunc('day', %s)"
                        .formatted(
                                object.eventTime() == null
                                        ? now()
                                        : "v" + fields.indexOf(object.eventTime())));
        columns.add("cdp_sys_SourceVersion__c");
        values.add(
                "epoch_ms(%s)::VARCHAR"
                        .formatted(
                                object.recordModified() == null
                                        ? now()
                                        : "v" + fields.indexOf(object.recordModified())));
        sql.execute(
                "INSERT INTO %s (%s) SELECT %s FROM typed ORDER BY seq"
                        .formatted(
                                object.sqlTable(),
                                String.join(", ", columns),
                                String.join(", ", values)));
    }

    // ---- delete ---------------------------------------------------------------------------------

    /** Deletes what was streamed: a file of lines {@code {"ids":[...],"time":milliseconds}}. */
    public Counts deleteJson(Path file) throws SQLException {
        String stage =
                "SELECT unnest(ids) AS c0, \"time\" FROM "
                        + readJson(file, "ids: 'VARCHAR[]', \"time\": 'BIGINT'");
        try (Connection connection = lake.connect();
                Statement sql = connection.createStatement()) {
            sql.execute(
                    "CREATE TEMP TABLE stage AS SELECT c0, to_timestamp(\"time\" / 1000.0) AS c1"
                            + " FROM (%s)".formatted(stage));
            return delete(connection, sql, "c1", "");
        }
    }

    /**
     * Deletes the records that an upload names: no header, the key and, where the object has a
     * record-modified field, the version; without one it is now.
     *
     * @throws UnreadableUploadException if the file as such is no CSV in UTF-8
     */
    public Counts deleteCsv(Path file, long limit) throws SQLException {
        try (Connection connection = lake.connect();
                Statement sql = connection.createStatement()) {
            CsvUpload.stageKeys(sql, file, limit);
            String version =
                    object.recordModified() == null ? now() : object.recordModified().ofText("c1");
            String problem =
                    object.recordModified() == null
                            ? ""
                            : "WHEN c1 IS NOT NULL AND version IS NULL THEN 'the record version is no"
                                    + " datetime' ";
            return delete(connection, sql, version, problem);
        }
    }

    private Counts delete(Connection connection, Statement sql, String version, String problem)
            throws SQLException {
        sql.execute(
                ("CREATE TEMP TABLE typed AS SELECT rowid AS seq, %s AS k, %s AS version, CASE WHEN"
                                + " c0 IS NULL OR c0 = '' THEN 'the primary key is blank' WHEN k IS"
                                + " NULL THEN 'the primary key does not fit its type' %sEND AS problem"
                                + " FROM stage")
                        .formatted(object.primaryKey().ofText("c0"), version, problem));
        connection.setAutoCommit(false);
        long read = count(sql, "SELECT count(*) FROM typed");
        long lost = lose(sql, "k") + keepProblems(sql, "c0", "c0");
        long taken = count(sql, "SELECT count(*) FROM typed");
        String met = "t.%s = n.k".formatted(object.primaryKey().column());
        long older = 0;
        if (object.recordModified() != null) {
            String earlier =
                    "t.%s < coalesce(n.version, %s)"
                            .formatted(object.recordModified().column(), now());
            older =
                    sql.executeUpdate(
                            ("DELETE FROM typed WHERE seq IN (SELECT n.seq FROM typed n JOIN %s t ON"
                                            + " %s WHERE NOT %s)")
                                    .formatted(object.sqlTable(), met, earlier));
        }
        long deleted =
                sql.executeUpdate(
                        "DELETE FROM %s AS t USING typed AS n WHERE %s"
                                .formatted(object.sqlTable(), met));
        connection.commit();
        return new Counts(read, taken - older, older, deleted, lost);
    }

    // ---- both -----------------------------------------------------------------------------------

    private long lose(Statement sql, String keyColumn) throws SQLException {
        long lost = 0;
        for (RowLoss loss : losses) {
            String chosen =
                    loss.keys().isEmpty()
                            ? "hash(seq, %d) %% 1000000 < %d"
                                    .formatted(loss.seed(), Math.round(loss.share() * 1_000_000))
                            : "%s::VARCHAR IN (%s)"
                                    .formatted(
                                            keyColumn,
                                            loss.keys().stream()
                                                    .map(Sql::text)
                                                    .collect(Collectors.joining(", ")));
            lost += sql.executeUpdate("DELETE FROM typed WHERE " + chosen);
        }
        return lost;
    }

    /** The staged record as one text, as it came. */
    private static String recordOf(Statement sql) throws SQLException {
        StringJoiner columns = new StringJoiner(", ", "to_json(struct_pack(", "))::VARCHAR");
        try (ResultSet names =
                sql.executeQuery(
                        "SELECT name FROM pragma_table_info('stage') WHERE name LIKE 'c%'")) {
            while (names.next()) {
                columns.add("%1$s := stage.%1$s".formatted(names.getString(1)));
            }
        }
        return columns.toString();
    }

    private long keepProblems(Statement sql, String record, String keyColumn) throws SQLException {
        sql.execute(
                ("INSERT INTO %s (%s, cdp_sys_ProblemTime__c, cdp_sys_ProblemSource__c,"
                                + " cdp_sys_ProblemMessage__c, cdp_sys_ProblemRecord__c) SELECT"
                                + " %s::VARCHAR, %s, %s, typed.problem, %s FROM typed JOIN stage ON"
                                + " stage.rowid = typed.seq WHERE typed.problem IS NOT NULL")
                        .formatted(
                                Sql.name(object.problemTable()),
                                object.primaryKey().column(),
                                keyColumn,
                                now(),
                                Sql.text(source),
                                record));
        return sql.executeUpdate("DELETE FROM typed WHERE problem IS NOT NULL");
    }

    private String now() {
        return "to_timestamp(%d / 1000.0)".formatted(clock.millis());
    }

    private static long count(Statement sql, String query) throws SQLException {
        try (ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
