package io.saltroad.export;

import io.saltroad.forms.FormText;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Body;

/**
 * The bean behind the kamelet {@code csv-reader-action}. Its setters take the form's parameters as
 * the user wrote them.
 */
public final class CsvReaderAction {

    private final Map<String, String> format = new TreeMap<>();
    private final Map<String, String> totals = new TreeMap<>();

    /** The same records, read as the form says. Nothing is read yet. */
    public Records read(@Body Records records) {
        return records.read(CsvFormat.of(format), ControlTotals.of(totals));
    }

    private void set(String name, String text) {
        Map<String, String> texts = ControlTotals.PARAMETERS.contains(name) ? totals : format;
        FormText.optional(text).ifPresent(value -> texts.put(name, value));
    }

    public void setDelimiter(String text) {
        set("delimiter", text);
    }

    public void setQuote(String text) {
        set("quote", text);
    }

    public void setCharset(String text) {
        set("charset", text);
    }

    public void setHeader(String text) {
        set("header", text);
    }

    public void setColumns(String text) {
        set("columns", text);
    }

    public void setSkipLines(String text) {
        set("skipLines", text);
    }

    public void setTrailer(String text) {
        set("trailer", text);
    }

    public void setManifestFormat(String text) {
        set("manifestFormat", text);
    }

    public void setSumColumn(String text) {
        set("sumColumn", text);
    }

    public void setSumFormat(String text) {
        set("sumFormat", text);
    }
}
