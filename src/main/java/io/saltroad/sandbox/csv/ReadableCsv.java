package io.saltroad.sandbox.csv;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes an upload with malformed records once more so that a strict reader takes it: every record
 * with the columns of the header, in front of them what is wrong with it. Only the few uploads that
 * need it come here.
 *
 * <p>That such a record is a row error is documented; what the error says is ours.
 */
public final class ReadableCsv {

    private final char delimiter;
    private final int columns;

    private final List<byte[]> fields = new ArrayList<>();
    private final ByteArrayOutputStream field = new ByteArrayOutputStream();
    private boolean misquoted;

    private ReadableCsv(char delimiter, int columns) {
        this.delimiter = delimiter;
        this.columns = columns;
    }

    /**
     * Writes {@code to}: no header, comma, LF, every value in quotes; the first column is the error
     * or empty.
     *
     * @param headerEnd where the records begin in {@code from}
     */
    public static void write(Path from, Path to, long headerEnd, char delimiter, int columns)
            throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(from), 1 << 16);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 16)) {
            in.skipNBytes(headerEnd);
            new ReadableCsv(delimiter, columns).copy(in, out);
        }
    }

    private void copy(InputStream in, OutputStream out) throws IOException {
        boolean quoted = false;
        boolean closed = false;
        boolean started = false;
        int b;
        while ((b = in.read()) >= 0) {
            started = true;
            if (quoted) {
                if (b == '"') {
                    quoted = false;
                    closed = true;
                } else {
                    field.write(b);
                }
            } else if (b == '\n') {
                endRecord(out);
                closed = false;
                started = false;
            } else if (b == delimiter) {
                endField();
                closed = false;
            } else if (b == '"') {
                if (closed) {
                    field.write('"');
                    quoted = true;
                } else if (field.size() == 0) {
                    quoted = true;
                } else {
                    misquoted = true;
                    field.write(b);
                }
                closed = false;
            } else if (b != '\r') {
                misquoted |= closed;
                field.write(b);
            }
        }
        if (started) {
            endRecord(out);
        }
    }

    private void endField() {
        fields.add(field.toByteArray());
        field.reset();
    }

    private void endRecord(OutputStream out) throws IOException {
        endField();
        boolean blank = fields.size() == 1 && fields.get(0).length == 0;
        if (!blank || columns == 1) {
            write(out, error().getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < columns; i++) {
                out.write(',');
                write(out, i < fields.size() ? fields.get(i) : new byte[0]);
            }
            out.write('\n');
        }
        fields.clear();
        misquoted = false;
    }

    private String error() {
        if (misquoted) {
            return "CLIENTINPUTERROR:Found unescaped quote. A value with quote should be within a"
                    + " quote:--";
        }
        if (fields.size() != columns) {
            return "CLIENTINPUTERROR:The record has %d columns, the header has %d:--"
                    .formatted(fields.size(), columns);
        }
        return "";
    }

    private static void write(OutputStream out, byte[] value) throws IOException {
        out.write('"');
        for (byte b : value) {
            if (b == '"') {
                out.write('"');
            }
            out.write(b);
        }
        out.write('"');
    }
}
