package io.saltroad.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A generated customer master")
class CustomerGeneratorTest {

    @Test
    void has_a_header_and_as_many_records_as_asked_for() throws IOException {
        List<CsvRecord> lines = parse(export(5_000));

        assertThat(lines).hasSize(5_001);
        assertThat(lines.get(0).getFields()).isEqualTo(CustomerGenerator.COLUMNS);
        assertThat(lines).allMatch(line -> line.getFieldCount() == 10);
    }

    @Test
    void has_a_key_of_its_own_for_each_record() throws IOException {
        Set<String> keys = new HashSet<>();
        parse(export(5_000)).forEach(line -> keys.add(line.getField(0)));

        assertThat(keys).hasSize(5_001).contains("0002000000", "0002004999");
    }

    @Test
    void has_quotes_delimiters_line_ends_and_letters_beyond_ascii_in_its_texts()
            throws IOException {
        List<CsvRecord> lines = parse(export(5_000));

        assertThat(lines).anyMatch(line -> line.getField(1).contains("\"Zur Post\""));
        assertThat(lines).anyMatch(line -> line.getField(1).contains("Holz; Bau"));
        assertThat(lines).anyMatch(line -> line.getField(1).contains("東京"));
        assertThat(lines).anyMatch(line -> line.getField(2).contains("\nBuilding "));
    }

    @Test
    void is_the_same_each_time() throws IOException {
        assertThat(export(100)).isEqualTo(export(100));
    }

    @Test
    void is_about_140_bytes_a_record() throws IOException {
        assertThat(export(10_000).length / 10_000).isBetween(120, 150);
    }

    @Test
    void may_have_no_records() throws IOException {
        assertThat(new String(export(0), StandardCharsets.UTF_8))
                .isEqualTo(String.join(";", CustomerGenerator.COLUMNS) + "\n");
    }

    @Test
    void has_an_end() {
        assertThatThrownBy(() -> new CustomerGenerator(90_000_001))
                .hasMessage("the number of customers must be 0..90,000,000, was 90,000,001");
    }

    private static byte[] export(long records) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new CustomerGenerator(records).write(out);
        return out.toByteArray();
    }

    private static List<CsvRecord> parse(byte[] export) throws IOException {
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder()
                        .fieldSeparator(';')
                        .ofCsvRecord(new String(export, StandardCharsets.UTF_8))) {
            return reader.stream().toList();
        }
    }
}
