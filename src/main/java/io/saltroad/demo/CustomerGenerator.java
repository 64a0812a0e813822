package io.saltroad.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes a customer master as an ERP would export it: UTF-8, semicolons, a header with the names of
 * Salesforce's fields, quotes where a text could hold anything, about 140 bytes a record. Some
 * names hold quotes and semicolons, some streets have two lines.
 *
 * <p>The same number of records always gives the same bytes. Nothing is kept in memory but one
 * buffer.
 */
public final class CustomerGenerator {

    /** The columns, in their order. {@code ERP_Number__c} is the key, with leading zeros. */
    public static final List<String> COLUMNS =
            List.of(
                    "ERP_Number__c",
                    "Name",
                    "BillingStreet",
                    "BillingPostalCode",
                    "BillingCity",
                    "BillingCountry",
                    "Phone",
                    "AnnualRevenue",
                    "Active__c",
                    "Last_Change__c");

    private static final long SEED = 20_261_122;

    /** Larger than the numbers of the other sample exports, so that no two share a key. */
    private static final long FIRST_NUMBER = 2_000_000;

    private static final byte[][] FAMILIES =
            words(
                    "Müller",
                    "Schröder",
                    "Dupont",
                    "Lefèvre",
                    "García",
                    "Núñez",
                    "Rossi",
                    "Kowalski",
                    "Nováková",
                    "Øster",
                    "Åberg",
                    "Yılmaz",
                    "O'Neill",
                    "Weiß",
                    "van Dijk",
                    "東京");
    private static final byte[][] TRADES =
            words(
                    "Maschinenbau",
                    "Logistik",
                    "Textiles",
                    "Fahrräder",
                    "Boulangerie",
                    "Elektro",
                    "Foods",
                    "Optik",
                    "Möbel",
                    "Trading",
                    "\"\"Zur Post\"\"",
                    "Holz; Bau");
    private static final byte[][] FORMS =
            words("GmbH", "AG", "S.à r.l.", "Ltd.", "S.p.A.", "A/S", "Sp. z o.o.", "& Söhne KG");
    private static final byte[][] STREETS =
            words(
                    "Hauptstraße",
                    "Rue de l'Église",
                    "Calle Mayor",
                    "Via Roma",
                    "Storgatan",
                    "Market Street",
                    "ul. Długa",
                    "Søndergade");
    private static final byte[][] PLACES =
            words(
                    "Köln;Germany",
                    "Lyon;France",
                    "Málaga;Spain",
                    "Torino;Italy",
                    "Malmö;Sweden",
                    "Leeds;United Kingdom",
                    "Łódź;Poland",
                    "Ærø;Denmark");
    private static final byte[] SECOND_LINE = bytes("\nBuilding ");
    private static final byte[] TRUE = bytes("true");
    private static final byte[] FALSE = bytes("false");

    private final long records;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final byte[] buffer = new byte[1 << 16];
    private int used;
    private int twoLinesIn = 40;

    /**
     * @param records how many, without the header
     */
    public CustomerGenerator(long records) {
        if (records < 0 || records > 90_000_000) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "the number of customers must be 0..90,000,000, was %,d",
                            records));
        }
        this.records = records;
    }

    /** Gives about one street in {@code streets} a second line; without this, one in forty. */
    public CustomerGenerator withTwoLinesIn(int streets) {
        twoLinesIn = streets;
        return this;
    }

    /** Writes the export. Can be called once; the stream stays open. */
    public void write(OutputStream out) throws IOException {
        add(bytes(String.join(";", COLUMNS)));
        add('\n');
        for (long i = 0; i < records; i++) {
            record(FIRST_NUMBER + i);
            // a record is far shorter than what is left then
            if (used > buffer.length - 1024) {
                flush(out);
            }
        }
        flush(out);
    }

    private void flush(OutputStream out) throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }

    private void record(long number) {
        digits(number, 10);
        add(';');
        add('"');
        add(one(FAMILIES));
        add(' ');
        add(one(TRADES));
        add(' ');
        add(one(FORMS));
        add('"');
        add(';');
        add('"');
        add(one(STREETS));
        add(' ');
        digits(1 + random.nextInt(199), 1);
        if (random.nextInt(twoLinesIn) == 0) {
            add(SECOND_LINE);
            digits(1 + random.nextInt(9), 1);
        }
        add('"');
        add(';');
        digits(random.nextInt(100_000), 5);
        add(';');
        add(one(PLACES));
        add(';');
        if (random.nextInt(5) > 0) {
            add('+');
            digits(30 + random.nextInt(20), 2);
            add(' ');
            digits(100 + random.nextInt(900), 3);
            add(' ');
            digits(random.nextInt(10_000_000), 7);
        }
        add(';');
        digits(random.nextInt(90_000_000), 1);
        add('.');
        digits(random.nextInt(100), 2);
        add(';');
        add(random.nextInt(8) == 0 ? FALSE : TRUE);
        add(';');
        dateTime();
        add('\n');
    }

    private void dateTime() {
        digits(2015 + random.nextInt(11), 4);
        add('-');
        digits(1 + random.nextInt(12), 2);
        add('-');
        digits(1 + random.nextInt(28), 2);
        add('T');
        digits(random.nextInt(24), 2);
        add(':');
        digits(random.nextInt(60), 2);
        add(':');
        digits(random.nextInt(60), 2);
        add('Z');
    }

    private byte[] one(byte[][] words) {
        return words[random.nextInt(words.length)];
    }

    private void add(char ascii) {
        buffer[used++] = (byte) ascii;
    }

    private void add(byte[] word) {
        System.arraycopy(word, 0, buffer, used, word.length);
        used += word.length;
    }

    /** A number with leading zeros up to this many digits. */
    private void digits(long number, int least) {
        int count = least;
        for (long shorter = number / power(least); shorter > 0; shorter /= 10) {
            count++;
        }
        long rest = number;
        for (int i = count - 1; i >= 0; i--) {
            buffer[used + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        used += count;
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    private static byte[][] words(String... words) {
        byte[][] all = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            all[i] = bytes(words[i]);
        }
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
