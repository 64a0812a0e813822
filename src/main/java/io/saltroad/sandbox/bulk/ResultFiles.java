package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.csv.CsvScan;
import io.saltroad.sandbox.csv.LineEnding;
import io.saltroad.sandbox.org.Sql;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The three results files of a job.
 *
 * <p>The two {@code sf__} names are in quotes, the names of the upload are not, all values are.
 * Values come back as the text that was sent. The order of the records is not that of the upload:
 * clients must not rely on it. The documentation is silent on delimiter and line end; they are
 * those of the job. Source: samples of the Bulk API 2.0 Developer Guide.
 */
final class ResultFiles {

    static final List<String> SUCCESSFUL = List.of("sf__Id", "sf__Created");
    static final List<String> FAILED = List.of("sf__Id", "sf__Error");

    private final JobFiles files;
    private final CsvHeader header;
    private final JobSpec spec;

    ResultFiles(JobFiles files, CsvHeader header, JobSpec spec) {
        this.files = files;
        this.header = header;
        this.spec = spec;
    }

    /** Writes all three from the tables {@code stage} and {@code outcome}. */
    void write(Connection connection, CsvScan scan) throws SQLException, IOException {
        copy(
                connection,
                files.successful(),
                header.line(SUCCESSFUL, spec),
                List.of("o.id", "o.created"),
                "o.err IS NULL");
        copy(
                connection,
                files.failed(),
                header.line(FAILED, spec),
                List.of("o.id", "replace(o.err, '\"', '\"\"')"),
                "o.err IS NOT NULL");
        rest(files, scan, scan.limitOffset());
    }

    private void copy(
            Connection connection, Path to, String head, List<String> first, String condition)
            throws SQLException {
        String delimiter = Sql.text("\"" + spec.delimiter().character() + "\"");
        String values =
                IntStream.range(0, header.names().size())
                        .mapToObj("replace(s.c%d, '\"', '\"\"')"::formatted)
                        .collect(Collectors.joining(", " + delimiter + ", "));
        String line =
                "concat('\"', %s, %s, %s, '\"'%s)"
                        .formatted(
                                String.join(", " + delimiter + ", ", first),
                                delimiter,
                                values,
                                spec.lineEnding() == LineEnding.CRLF ? ", chr(13)" : "");
        String headLine = head.substring(0, head.length() - 1);
        // One column without quotes of its own: COPY cannot quote a part of its header only.
        try (Statement sql = connection.createStatement()) {
            sql.execute(
                    ("COPY (SELECT %s AS line UNION ALL SELECT line FROM (SELECT %s AS line"
                                    + " FROM stage s JOIN outcome o ON o.rn = s.rowid WHERE %s"
                                    + " ORDER BY hash(o.rn + 1))) TO %s"
                                    + " (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '')")
                            .formatted(Sql.text(headLine), line, condition, Sql.path(to)));
        }
    }

    /** Nothing was processed: there are no results, and the upload itself is what is left. */
    static void none(JobFiles files) throws IOException {
        Files.deleteIfExists(files.successful());
        Files.deleteIfExists(files.failed());
        Files.deleteIfExists(files.unprocessed());
    }

    /** The unprocessed records, as they came: the header and the end of the upload. */
    private static void rest(JobFiles files, CsvScan scan, long from) throws IOException {
        try (FileChannel in = FileChannel.open(files.upload());
                FileChannel out =
                        FileChannel.open(
                                files.unprocessed(),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING)) {
            transfer(in, 0, scan.headerEnd(), out);
            transfer(in, from, in.size(), out);
        }
    }

    private static void transfer(FileChannel in, long from, long to, FileChannel out)
            throws IOException {
        long position = from;
        while (position < to) {
            position += in.transferTo(position, to - position, out);
        }
    }
}
