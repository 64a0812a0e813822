package io.saltroad.chunk;

import io.saltroad.export.CsvFormat;
import io.saltroad.export.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One record that went by as bytes, taken apart after all: to judge whether it may be sent, and to
 * show its original texts. Its quotes are known to be in order.
 */
final class RawRecord implements SourceRecord {

    private final List<String> columns;
    private final long line;
    private final List<String> texts;

    /**
     * @param text the record without its line end
     * @param columns of the export
     */
    RawRecord(String text, CsvFormat format, List<String> columns, long line) {
        this.columns = columns;
        this.line = line;
        this.texts = split(text, format.delimiter().charAt(0), format.quote());
    }

    private static List<String> split(String text, char delimiter, Optional<Character> quote) {
        List<String> texts = new ArrayList<>();
        int at = 0;
        while (at <= text.length()) {
            int end;
            if (quote.isPresent() && at < text.length() && text.charAt(at) == quote.get()) {
                char mark = quote.get();
                StringBuilder unquoted = new StringBuilder();
                for (end = at + 1; ; end++) {
                    char c = text.charAt(end);
                    if (c == mark) {
                        end++;
                        if (end == text.length() || text.charAt(end) != mark) {
                            break;
                        }
                    }
                    unquoted.append(c);
                }
                texts.add(unquoted.toString());
            } else {
                end = text.indexOf(delimiter, at);
                end = end < 0 ? text.length() : end;
                texts.add(text.substring(at, end));
            }
            at = end + 1;
        }
        return texts;
    }

    @Override
    public List<String> sourceColumns() {
        return columns;
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public int sourceCount() {
        return texts.size();
    }

    @Override
    public String source(int column) {
        return texts.get(column);
    }
}
