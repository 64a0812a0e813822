package io.saltroad.chunk;

import io.saltroad.export.Encoding;
import io.saltroad.export.Records;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How the lines of all chunks of an export are written: what was asked for, or else what fits. */
record LineStyle(
        ColumnDelimiter columnDelimiter, LineEnding lineEnding, EmbeddedLineEnd embeddedLineEnd) {

    /** Enough for any header line. */
    private static final int LOOK_AHEAD = 1 << 17;

    static LineStyle of(Records records, Encoding encoding, ChunkFormat format) throws IOException {
        ColumnDelimiter delimiter =
                format.columnDelimiter()
                        .or(
                                () ->
                                        records.passThrough()
                                                ? ColumnDelimiter.of(records.format().delimiter())
                                                : Optional.empty())
                        .orElse(ColumnDelimiter.COMMA);
        LineEnding lineEnding;
        if (format.lineEnding().isPresent()) {
            lineEnding = format.lineEnding().get();
        } else {
            lineEnding = records.passThrough() ? firstLineEnding(records, encoding) : LineEnding.LF;
        }
        return new LineStyle(delimiter, lineEnding, format.embeddedLineEnd());
    }

    private static LineEnding firstLineEnding(Records records, Encoding encoding)
            throws IOException {
        try (InputStream in = Files.newInputStream(records.file())) {
            String start = new String(in.readNBytes(LOOK_AHEAD), encoding.charset());
            int end = start.indexOf('\n');
            return end > 0 && start.charAt(end - 1) == '\r' ? LineEnding.CRLF : LineEnding.LF;
        }
    }

    FieldWriter fieldWriter() {
        return new FieldWriter(columnDelimiter, embeddedLineEnd);
    }

    byte[] lineEnd() {
        return lineEnding.text().getBytes(StandardCharsets.US_ASCII);
    }

    byte[] header(List<String> columns) {
        FieldWriter writer = fieldWriter();
        LineBuffer line = new LineBuffer();
        for (String column : columns) {
            if (line.length > 0) {
                line.append((byte) columnDelimiter.character());
            }
            writer.write(column, line);
        }
        line.append(lineEnd());
        return Arrays.copyOf(line.bytes, line.length);
    }

    /** A record whose only field is empty must not look like a blank line, which is no record. */
    static void showEmpty(LineBuffer line) {
        if (line.length == 0) {
            line.append((byte) '"');
            line.append((byte) '"');
        }
    }
}
