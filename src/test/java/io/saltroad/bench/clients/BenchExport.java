package io.saltroad.bench.clients;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.saltroad.demo.CustomerGenerator;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The customers that all clients deliver, as files.
 *
 * @param records how many
 * @param plain with Salesforce's field names and forms; for all but the mapped lane
 * @param erp the same customers as an ERP writes them: its own names, names padded with blanks,
 *     decimal commas, German dates, X for true
 * @param pieces {@code plain} cut into files of at most 100 MB, each with its header, for clients
 *     that cut nothing
 * @param plainDigest what must be in Salesforce after {@code plain}
 * @param erpDigest what must be in Salesforce after {@code erp}, whose mapping adds a constant
 */
record BenchExport(
        long records,
        Path plain,
        Path erp,
        List<Path> pieces,
        RecordsDigest plainDigest,
        RecordsDigest erpDigest) {

    /** The names of the fields with the constant of the mapping. */
    static final List<String> ALL_COLUMNS =
            withConstant(CustomerGenerator.COLUMNS, "Source_System__c");

    private static final String CONSTANT = "ERP01";

    private static final int PIECE = 100_000_000;

    private static final int NAME_WIDTH = 60;

    private static final String ERP_HEADER =
            "KUNNR;NAME1;STRAS;PSTLZ;ORT01;LAND1;TELF1;UMSATZ;AKTIV;GEAENDERT\n";

    /** Every twentieth street has a second line. */
    private static final int TWO_LINES = 20;

    /** All that is read by any client. */
    List<Path> files() {
        List<Path> files = new ArrayList<>(pieces);
        files.add(plain);
        files.add(erp);
        return files;
    }

    static BenchExport write(Path folder, long records) throws IOException {
        Files.createDirectories(folder);
        Path plain = folder.resolve("customers.csv");
        try (OutputStream out = Files.newOutputStream(plain)) {
            new CustomerGenerator(records).withTwoLinesIn(TWO_LINES).write(out);
        }
        Path erp = folder.resolve("erp.csv");
        RecordsDigest plainDigest = new RecordsDigest();
        RecordsDigest erpDigest = new RecordsDigest();
        List<Path> pieces = new ArrayList<>();
        try (Pieces cut = new Pieces(folder, pieces);
                BufferedWriter out = Files.newBufferedWriter(erp);
                CsvReader<CsvRecord> reader =
                        CsvReader.builder().fieldSeparator(';').ofCsvRecord(plain)) {
            out.write(ERP_HEADER);
            boolean header = true;
            for (CsvRecord record : reader) {
                if (header) {
                    header = false;
                    continue;
                }
                List<String> values = record.getFields();
                plainDigest.add(CustomerGenerator.COLUMNS, values);
                erpDigest.add(ALL_COLUMNS, withConstant(values, CONSTANT));
                writeAsErp(values, out);
                cut.add(values);
            }
        }
        return new BenchExport(records, plain, erp, List.copyOf(pieces), plainDigest, erpDigest);
    }

    private static List<String> withConstant(List<String> values, String constant) {
        List<String> all = new ArrayList<>(values);
        all.add(constant);
        return all;
    }

    private static void writeAsErp(List<String> values, Writer out) throws IOException {
        out.write(values.get(0));
        out.write(';');
        out.write(quoted(padded(values.get(1))));
        out.write(';');
        out.write(quoted(values.get(2)));
        for (int i = 3; i <= 6; i++) {
            out.write(';');
            out.write(values.get(i));
        }
        out.write(';');
        out.write(german(values.get(7)));
        out.write(values.get(8).equals("true") ? ";X;" : ";;");
        String time = values.get(9); // 2024-09-04T14:53:41Z
        out.write(time, 8, 2);
        out.write('.');
        out.write(time, 5, 2);
        out.write('.');
        out.write(time, 0, 4);
        out.write(' ');
        out.write(time, 11, 8);
        out.write('\n');
    }

    private static String padded(String name) {
        return name + " ".repeat(Math.max(0, NAME_WIDTH - name.length()));
    }

    /** {@code 41049768.18} as {@code 41.049.768,18}. */
    private static String german(String number) {
        int point = number.indexOf('.');
        StringBuilder text = new StringBuilder(number).replace(point, point + 1, ",");
        for (int i = point - 3; i > 0; i -= 3) {
            text.insert(i, '.');
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\"\"") + "\"";
    }

    /** Writes the plain records into one piece after the other. */
    private static final class Pieces implements AutoCloseable {

        private final Path folder;
        private final List<Path> files;
        private OutputStream out;
        private long used = Long.MAX_VALUE;

        Pieces(Path folder, List<Path> files) {
            this.folder = folder;
            this.files = files;
        }

        void add(List<String> values) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < values.size(); i++) {
                String value = values.get(i);
                line.append(i == 0 ? "" : ";").append(i == 1 || i == 2 ? quoted(value) : value);
            }
            byte[] bytes = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
            if (used + bytes.length > PIECE || used == Long.MAX_VALUE) {
                begin();
            }
            out.write(bytes);
            used += bytes.length;
        }

        private void begin() throws IOException {
            close();
            Path file =
                    folder.resolve(String.format(Locale.ROOT, "piece-%03d.csv", files.size() + 1));
            files.add(file);
            out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
            byte[] header =
                    (String.join(";", CustomerGenerator.COLUMNS) + "\n")
                            .getBytes(StandardCharsets.UTF_8);
            out.write(header);
            used = header.length;
        }

        @Override
        public void close() throws IOException {
            if (out != null) {
                out.close();
            }
        }
    }
}
