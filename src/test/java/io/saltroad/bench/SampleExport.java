package io.saltroad.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Writes exports as an ERP would: customers of about 120 bytes, some with umlauts and quotes. */
final class SampleExport {

    static final List<String> TARGETS =
            List.of(
                    "ERP_Number__c",
                    "Name",
                    "BillingStreet",
                    "BillingPostalCode",
                    "BillingCity",
                    "Country__c",
                    "Customer_Since__c",
                    "Last_Change__c",
                    "AnnualRevenue",
                    "Active__c",
                    "Phone");

    /** The same records, mapped. */
    static final String MAPPING =
            """
            fields:
              ERP_Number__c:      { from: ERP_Number__c, required: true }
              Name:               { from: Name, trim: true, maxLength: 255 }
              BillingStreet:      { from: BillingStreet }
              BillingPostalCode:  { from: BillingPostalCode }
              BillingCity:        { from: BillingCity }
              Country__c:         { from: Country__c }
              Customer_Since__c:  { from: Customer_Since__c, type: date, format: yyyyMMdd, none: ["00000000"] }
              Last_Change__c:     { from: Last_Change__c, type: datetime, format: "dd.MM.yyyy HH:mm", zone: Europe/Berlin }
              AnnualRevenue:      { from: AnnualRevenue, type: decimal, format: "1.234,56-" }
              Active__c:          { from: Active__c, type: boolean, "true": [X], "false": [""] }
              Phone:              { from: Phone, empty: clear }
              Source_System__c:   { value: ERP01 }
            """;

    private static final List<String> NAMES =
            List.of(
                    "Müller & Söhne GmbH",
                    "Nordlicht AG",
                    "L'Étoile S.à r.l.",
                    "Old Customer Inc.");

    private static final List<String> CITIES =
            List.of("Köln", "Hamburg", "Strasbourg", "Chicago", "Düsseldorf", "Lyon");

    private SampleExport() {}

    /**
     * Writes an export with semicolons.
     *
     * @param quoted whether each field has quotes, or only those that need them
     * @return how many bytes it has
     */
    static long write(Path file, long records, Charset charset, boolean quoted) throws IOException {
        Random random = new Random(42);
        try (BufferedWriter writer = Files.newBufferedWriter(file, charset)) {
            writer.write(line(TARGETS, quoted));
            for (long i = 0; i < records; i++) {
                writer.write(line(record(random, i), quoted));
            }
        }
        return Files.size(file);
    }

    /** Deletes a folder and the files in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static List<String> record(Random random, long number) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        return List.of(
                "%010d".formatted(number),
                random.nextInt(50) == 0 ? name + "; Werk \"Süd\"" : name,
                "Hauptstraße " + random.nextInt(200),
                "%05d".formatted(random.nextInt(100_000)),
                CITIES.get(random.nextInt(CITIES.size())),
                "DE",
                random.nextInt(20) == 0
                        ? "00000000"
                        : "%04d%02d%02d"
                                .formatted(
                                        1990 + random.nextInt(35),
                                        1 + random.nextInt(12),
                                        1 + random.nextInt(28)),
                "%02d.%02d.%04d %02d:%02d"
                        .formatted(
                                1 + random.nextInt(25),
                                1 + random.nextInt(12),
                                2000 + random.nextInt(25),
                                4 + random.nextInt(19),
                                random.nextInt(60)),
                "%d.%03d,%02d%s"
                        .formatted(
                                1 + random.nextInt(900),
                                random.nextInt(1000),
                                random.nextInt(100),
                                random.nextInt(10) == 0 ? "-" : ""),
                random.nextInt(3) == 0 ? "" : "X",
                random.nextInt(3) == 0 ? "" : "+49 221 55501" + random.nextInt(100));
    }

    private static String line(List<String> fields, boolean quoted) {
        StringBuilder line = new StringBuilder();
        for (String field : fields) {
            line.append(line.isEmpty() ? "" : ";");
            if (quoted || field.indexOf(';') >= 0 || field.indexOf('"') >= 0) {
                line.append('"').append(field.replace("\"", "\"\"")).append('"');
            } else {
                line.append(field);
            }
        }
        return line.append('\n').toString();
    }
}
