package io.saltroad.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/** Splits a file with a {@link FieldScanner}. */
final class ScannedSource implements RecordSource, SourceFields {

    private static final int MAY_BE_TRIMMED = FieldScanner.EDGED | FieldScanner.NOT_ASCII;

    private static final int LOOKED_AT =
            FieldScanner.QUOTES
                    | FieldScanner.ODD
                    | FieldScanner.LINE_FEED
                    | FieldScanner.CARRIAGE_RETURN;

    private final FieldScanner scanner;
    private final FileFaults faults;
    private final int skipLines;

    /** Content of fields that are not copied. */
    private final int lookedAt;

    private String[] texts = new String[64];

    ScannedSource(Path file, CsvFormat format, Encoding encoding, FileFaults faults, long end)
            throws IOException {
        this.faults = faults;
        this.skipLines = format.skipLines();
        boolean utf8 = encoding.charset().equals(StandardCharsets.UTF_8);
        this.lookedAt = utf8 ? LOOKED_AT : LOOKED_AT | FieldScanner.NOT_ASCII;
        char delimiter = format.delimiter().charAt(0);
        this.scanner = new FieldScanner(file, format, encoding, faults, end, delimiter);
    }

    @Override
    public SourceFields fields() {
        return this;
    }

    @Override
    public void skipLines() throws IOException {
        if (!scanner.skipLines(skipLines)) {
            throw faults.tooFewLines(skipLines);
        }
    }

    @Override
    public boolean next() throws IOException {
        if (!scanner.next()) {
            return false;
        }
        if (texts.length < scanner.count()) {
            texts = new String[scanner.count()];
        }
        Arrays.fill(texts, 0, scanner.count(), null);
        return true;
    }

    @Override
    public int count() {
        return scanner.count();
    }

    @Override
    public String text(int field) {
        String text = texts[Objects.checkIndex(field, scanner.count())];
        if (text == null) {
            text = scanner.text(field);
            texts[field] = text;
        }
        return text;
    }

    @Override
    public boolean is(int field, String text) {
        int content = scanner.content(field) & (FieldScanner.NOT_ASCII | FieldScanner.QUOTES);
        int bytes = scanner.end(field) - scanner.begin(field);
        // With nothing of these in it, it has as many characters as bytes.
        return (content != 0 || bytes == text.length()) && text(field).equals(text);
    }

    @Override
    public boolean copy(int field, boolean trim, int most, FieldValues target, int targetField) {
        if ((scanner.content(field) & lookedAt) != 0) {
            return false;
        }
        byte[] bytes = scanner.bytes();
        int begin = scanner.begin(field);
        int end = scanner.end(field);
        if (trim && (scanner.content(field) & MAY_BE_TRIMMED) != 0) {
            begin = Trimmer.behindBlanks(bytes, begin, end);
            end = Trimmer.beforeBlanks(bytes, begin, end);
        }
        if (begin >= end || end - begin > most || bytes[begin] == '#') {
            return false;
        }
        target.setBytes(targetField, bytes, begin, end);
        return true;
    }

    @Override
    public boolean beginsWithMark() {
        return (scanner.content(0) & FieldScanner.ODD) != 0 && RecordRules.joins(text(0));
    }

    @Override
    public long line() {
        return scanner.line();
    }

    @Override
    public boolean blank() {
        return scanner.blank();
    }

    @Override
    public boolean bareCr() {
        return scanner.bareCr();
    }

    @Override
    public long bytesRead() {
        return scanner.bytesRead();
    }

    @Override
    public void close() throws IOException {
        scanner.close();
    }
}
