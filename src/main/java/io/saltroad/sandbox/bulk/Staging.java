package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.csv.CsvScan;
import io.saltroad.sandbox.csv.ReadableCsv;
import io.saltroad.sandbox.org.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;

/**
 * The records of an upload as a temporary table {@code stage}: texts {@code c0}, {@code c1} ... and
 * {@code err}, what is wrong with the record as such. Its {@code rowid} is the record's number,
 * from 0. An empty value is NULL.
 */
final class Staging {

    private Staging() {}

    /**
     * Reads the upload into the table.
     *
     * @param limit most records to take
     */
    static void stage(
            Connection connection,
            JobFiles files,
            CsvScan scan,
            CsvHeader header,
            JobSpec spec,
            long limit)
            throws SQLException, IOException {
        int columns = header.names().size();
        long expected = Math.min(scan.records(), limit);
        if (scan.malformed() == 0) {
            if (load(
                            connection,
                            files.upload(),
                            spec.delimiter().character(),
                            1,
                            columns,
                            false,
                            limit)
                    == expected) {
                return;
            }
            drop(connection);
        }
        ReadableCsv.write(
                files.upload(),
                files.readable(),
                scan.headerEnd(),
                spec.delimiter().character(),
                columns);
        long loaded = load(connection, files.readable(), ',', 0, columns, true, limit);
        if (loaded != expected) {
            throw new IllegalStateException(
                    "%d records were read from %s, %d were expected"
                            .formatted(loaded, files.readable(), expected));
        }
    }

    private static void drop(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute("DROP TABLE stage");
        }
    }

    private static long load(
            Connection connection,
            Path csv,
            char delimiter,
            int skip,
            int columns,
            boolean errors,
            long limit)
            throws SQLException {
        StringJoiner types = new StringJoiner(", ", "{", "}");
        if (errors) {
            types.add("'err': 'VARCHAR'");
        }
        for (int i = 0; i < columns; i++) {
            types.add("'c%d': 'VARCHAR'".formatted(i));
        }
        // No new_line: given "\r\n", DuckDB 1.4.3 reads nothing. The scan has checked line ends.
        String read =
                ("CREATE TEMP TABLE stage AS SELECT %s* FROM read_csv(%s, header = false, skip = %d,"
                                + " auto_detect = false, delim = '%s', quote = '\"', escape = '\"',"
                                + " nullstr = '', null_padding = false, columns = %s%s)")
                        .formatted(
                                errors ? "" : "NULL::VARCHAR AS err, ",
                                Sql.path(csv),
                                skip,
                                delimiter,
                                types,
                                errors ? ", parallel = false" : "");
        try (Statement sql = connection.createStatement()) {
            sql.execute(limit == Long.MAX_VALUE ? read : read + " LIMIT " + limit);
            try (ResultSet count = sql.executeQuery("SELECT count(*) FROM stage")) {
                count.next();
                return count.getLong(1);
            }
        }
    }
}
