package io.saltroad.fault;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tables of how each cell must end. An empty place is no cell. */
final class Expectations {

    /** More often than any delivery asks. */
    private static final int FOR_EVER = 100_000;

    private Expectations() {}

    /** Each request is met once by each fault. */
    static Map<Cell, String> once() throws IOException {
        Map<Cell, String> expected = read("once.csv", 1);
        expected.putAll(read("data-cloud-once.csv", 1));
        return expected;
    }

    /** Each request is met by the fault whenever it is made. */
    static Map<Cell, String> forEver() throws IOException {
        Map<Cell, String> expected = read("for-ever.csv", FOR_EVER);
        expected.putAll(read("data-cloud-for-ever.csv", FOR_EVER));
        return expected;
    }

    private static Map<Cell, String> read(String name, int times) throws IOException {
        Map<Cell, String> expected = new LinkedHashMap<>();
        try (InputStream file = Expectations.class.getResourceAsStream(name);
                CsvReader<NamedCsvRecord> rows =
                        CsvReader.builder().ofNamedCsvRecord(file, StandardCharsets.UTF_8)) {
            for (NamedCsvRecord row : rows) {
                RequestKind request = RequestKind.labelled(row.getField("request"));
                row.getFieldsAsMap().entrySet().stream()
                        .filter(field -> !field.getKey().equals("request"))
                        .filter(field -> !field.getValue().isEmpty())
                        .forEach(
                                field ->
                                        expected.put(
                                                new Cell(
                                                        request,
                                                        PlannedFault.labelled(field.getKey()),
                                                        times),
                                                field.getValue()));
            }
        }
        return expected;
    }
}
