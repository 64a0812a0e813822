package io.saltroad.delivery;

import io.saltroad.ledger.Reason;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;

/**
 * What a person can do about a reason, by its code. The table is {@code hints.properties}; the same
 * codes are explained at length in {@code docs/dead-letters.md}.
 */
public final class Hints {

    private static final String OF_CLASS = "class.";

    private static final Properties TABLE = load();

    private Hints() {}

    /** One or two sentences. A code that nobody has foreseen has the hint of its class. */
    public static String of(Reason reason) {
        String ofClass = TABLE.getProperty(OF_CLASS + reason.failureClass());
        return TABLE.getProperty(
                reason.code(), ofClass == null ? TABLE.getProperty("class.unexpected") : ofClass);
    }

    /** Codes, and classes as {@code class.export}. */
    static Set<String> entries() {
        return TABLE.stringPropertyNames();
    }

    private static Properties load() {
        Properties table = new Properties();
        try (Reader reader =
                new InputStreamReader(
                        Hints.class.getResourceAsStream("hints.properties"),
                        StandardCharsets.UTF_8)) {
            table.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }
}
