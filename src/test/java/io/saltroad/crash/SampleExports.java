package io.saltroad.crash;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.saltroad.crash.Dropped.Ending;
import io.saltroad.crash.Dropped.Lines;
import io.saltroad.crash.Dropped.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Exports for the feeds that are killed. Each record has a key that no other one has. */
final class SampleExports {

    private SampleExports() {}

    /** One of each kind. */
    static List<Dropped> all(String id) {
        return List.of(
                customers(id, 60),
                products(id, 40),
                contacts(id, "a"),
                contacts(id, "b"),
                broken(id));
    }

    /** One for each lane of Data Cloud; three of them may share a job. */
    static List<Dropped> lake(String id) {
        return List.of(
                orders(id, 60),
                orders(id + "-a", 4),
                orders(id + "-b", 4),
                changes(id, 70),
                leavers(id, 50));
    }

    /** Several chunks in bulk, mapped, with records that we reject. */
    static Dropped orders(String id, int records) {
        Lines lines = new Lines("NO,NAME,FREIGHT,TEXT");
        String text = "a long text ".repeat(60);
        for (int i = 1; i <= records; i++) {
            String key = "%s-o%04d".formatted(id, i);
            boolean rejected = i % 10 == 3;
            lines.add(
                    key,
                    rejected ? Outcome.REJECTED : Outcome.DELIVERED,
                    "%s,%s,\"%s\",%s"
                            .formatted(
                                    key,
                                    Dropped.nameOf(key),
                                    rejected ? "twelve" : "1.%03d,50".formatted(i),
                                    text));
        }
        return dropped("orders", "ORD_" + id + ".csv", lines, "erp/orders", "order_no");
    }

    /** The same, of which Data Cloud loses these records without a word. */
    static Dropped losing(Dropped orders, List<String> keys) {
        Map<String, Outcome> outcomes = new LinkedHashMap<>(orders.outcomes());
        keys.forEach(key -> outcomes.put(key, Outcome.UNCONFIRMED));
        return new Dropped(
                orders.feed(),
                orders.name(),
                orders.text(),
                orders.object(),
                orders.keyColumn(),
                Map.copyOf(outcomes),
                Ending.DISPUTED,
                orders.done());
    }

    /** Several micro-batches; some keys come again, and the later record counts. */
    static Dropped changes(String id, int records) {
        Lines lines = new Lines("customer_no,name,city");
        for (int i = 1; i <= records; i++) {
            String key = "%s-u%04d".formatted(id, i % 25 == 0 ? i - 3 : i);
            boolean later = (i + 3) % 25 == 0 && i + 3 <= records;
            lines.add(
                    key + "@" + i,
                    Outcome.DELIVERED,
                    "%s,%s,Oslo".formatted(key, later ? "as it was" : Dropped.nameOf(key)));
        }
        return dropped(
                "changes",
                "CHG_" + id + ".csv",
                lines.keepingLast(),
                "erp/customers",
                "customer_no");
    }

    /** Several requests with keys of records that were there before. */
    static Dropped leavers(String id, int records) {
        Lines lines = new Lines("customer_no,why");
        for (int i = 1; i <= records; i++) {
            String key = "%s-l%04d".formatted(id, i);
            lines.add(key, Outcome.DELETED, key + ",moved away");
        }
        return dropped("leavers", "GONE_" + id + ".csv", lines, "erp/credit_limits", "customer_no");
    }

    /** Some chunks that go through as they are, with records that Salesforce refuses. */
    static Dropped customers(String id, int records) {
        Lines lines = new Lines("ERP_Number__c;Name;Description");
        String text = "a text with \"\"quotes\"\" and; delimiters, ".repeat(18);
        for (int i = 1; i <= records; i++) {
            String key = "%s-c%04d".formatted(id, i);
            boolean failed = i % 20 == 7;
            lines.add(
                    key,
                    failed ? Outcome.FAILED : Outcome.DELIVERED,
                    "%s;%s;\"%s\"".formatted(key, failed ? "" : "Customer " + i, text));
        }
        return dropped("customers", "CUST_" + id + ".csv", lines, "Account", "ERP_Number__c");
    }

    /** Small ones, all of which Salesforce takes. */
    static Dropped manyCustomers(String id, int records) {
        Lines lines = new Lines("ERP_Number__c;Name;Description");
        for (int i = 1; i <= records; i++) {
            String key = "%s-m%06d".formatted(id, i);
            lines.add(key, Outcome.DELIVERED, key + ";Customer " + i + ";");
        }
        return dropped("customers", "MANY_" + id + ".csv", lines, "Account", "ERP_Number__c");
    }

    /** Keys that come again, later in the same chunk and in another one: the last one counts. */
    static Dropped withDuplicates(String id) {
        Lines lines = new Lines("ERP_Number__c;Name;Description");
        String text = "text ".repeat(150);
        for (int i = 1; i <= 60; i++) {
            String key = "%s-d%04d".formatted(id, i % 5 == 0 ? i - 3 : i > 50 ? i - 50 : i);
            lines.add(
                    key + "@" + i, Outcome.DELIVERED, "%s;Duplicate %d;%s".formatted(key, i, text));
        }
        return dropped(
                "customers",
                "DUPL_" + id + ".csv",
                lines.keepingLast(),
                "Account",
                "ERP_Number__c");
    }

    /** Mapped, with records that we reject and records that Salesforce refuses. */
    static Dropped products(String id, int records) {
        Lines lines = new Lines("MATNR,MAKTX,PREIS,TEXT");
        String text = "a long text ".repeat(60);
        for (int i = 1; i <= records; i++) {
            String key = "%s-p%04d".formatted(id, i);
            boolean rejected = i % 10 == 3;
            boolean failed = i % 20 == 9;
            lines.add(
                    key,
                    rejected ? Outcome.REJECTED : failed ? Outcome.FAILED : Outcome.DELIVERED,
                    "%s,%s,\"%s\",%s"
                            .formatted(
                                    key,
                                    failed ? "" : "Product " + i,
                                    rejected ? "twelve" : "1.%03d,50".formatted(i),
                                    text));
        }
        return dropped("products", "PROD_" + id + ".csv", lines, "Product2", "ERP_Number__c");
    }

    /** For a feed that has a mistake in it: nothing of it may be sent. */
    static Dropped undeliverable(String id) {
        return products(id, 10).ending(Ending.DEAD);
    }

    /**
     * What becomes of a report on failed records when somebody gives each a name, and delivers it.
     */
    static Dropped mended(Dropped export, String report) {
        StringWriter text = new StringWriter();
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(report);
                CsvWriter writer =
                        CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            for (NamedCsvRecord row : rows) {
                Map<String, String> fields = row.getFieldsAsMap();
                if (outcomes.isEmpty()) {
                    writer.writeRecord(fields.keySet());
                }
                fields.put("Name", "Mended");
                writer.writeRecord(fields.values());
                outcomes.put(fields.get("ERP_Number__c"), Outcome.DELIVERED);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Dropped(
                export.feed(),
                "MENDED_" + export.name(),
                text.toString(),
                export.object(),
                export.keyColumn(),
                Map.copyOf(outcomes),
                Ending.SETTLED,
                false);
    }

    /** Inserted without a key. The same bytes whatever the name: only one of them may be sent. */
    static Dropped contacts(String id, String name) {
        Lines lines = new Lines("LastName,Email");
        for (int i = 1; i <= 8; i++) {
            String key = "%s-k%04d".formatted(id, i);
            boolean failed = i == 5;
            lines.add(
                    key,
                    failed ? Outcome.FAILED : Outcome.DELIVERED,
                    key + "," + (failed ? "nowhere" : "somebody@example.com"));
        }
        return new Dropped(
                "contacts",
                "CONT_%s_%s.csv".formatted(id, name),
                lines.text(),
                "Contact",
                "LastName",
                lines.outcomes(),
                Ending.SETTLED_OR_SKIPPED,
                true);
    }

    /** Breaks off in the middle, after records that look well: nothing of it may be sent. */
    static Dropped broken(String id) {
        Lines lines = new Lines("ERP_Number__c;Name;Description");
        String text = "text ".repeat(150);
        for (int i = 1; i <= 60; i++) {
            lines.junk("%s-b%04d;Broken %d;%s".formatted(id, i, i, text));
        }
        lines.junk("%s-b9999;\"Broken off;".formatted(id));
        return new Dropped(
                "customers",
                "BROKEN_" + id + ".csv",
                lines.text(),
                "Account",
                "ERP_Number__c",
                Map.of(),
                Ending.DEAD,
                false);
    }

    private static Dropped dropped(
            String feed, String name, Lines lines, String object, String keyColumn) {
        return new Dropped(
                feed,
                name,
                lines.text(),
                object,
                keyColumn,
                lines.outcomes(),
                Ending.SETTLED,
                false);
    }
}
