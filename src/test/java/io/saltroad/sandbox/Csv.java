package io.saltroad.sandbox;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads results files, which are small here. */
final class Csv {

    private Csv() {}

    static List<Map<String, String>> rows(String csv) {
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv)) {
            return reader.stream().map(NamedCsvRecord::getFieldsAsMap).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows by the value of one column; of rows with the same value the last. */
    static Map<String, Map<String, String>> byColumn(String csv, String column) {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        rows(csv).forEach(row -> rows.put(row.get(column), row));
        return rows;
    }
}
