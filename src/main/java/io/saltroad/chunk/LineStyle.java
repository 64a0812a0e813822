package io.saltroad.chunk;

import io.saltroad.export.Encoding;
import io.saltroad.export.Records;
import io.saltroad.export.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** How the lines of all chunks of an export are written: what was asked for, or else what fits. */
record LineStyle(
        ColumnDelimiter columnDelimiter,
        LineEnding lineEnding,
        EmbeddedLineEnd embeddedLineEnd,
        Dialect dialect) {

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
        } else if (format.embeddedLineEnd() == EmbeddedLineEnd.LF) {
            // No other job takes them.
            lineEnding = LineEnding.LF;
        } else if (records.lineEnding().isPresent()) {
            lineEnding = LineEnding.valueOf(records.lineEnding().get());
        } else {
            lineEnding = records.passThrough() ? firstLineEnding(records, encoding) : LineEnding.LF;
        }
        return new LineStyle(delimiter, lineEnding, format.embeddedLineEnd(), format.dialect());
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
        return new FieldWriter(this);
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

    /**
     * Looks for line ends inside values that are not those of the job. For one such value
     * Salesforce fails the whole job, and not before all was uploaded: "LineEnding is invalid on
     * user data". Its guide shows such values as legal; people report otherwise.
     */
    Optional<Rejection> checkLineEnds(long line, List<String> names, IntFunction<String> text) {
        for (int i = 0; i < names.size(); i++) {
            String value = text.apply(i);
            if (!dialect.takes(embeddedLineEnd.in(value), lineEnding)) {
                return Optional.of(new Rejection(line, names.get(i), value, lineEndRule()));
            }
        }
        return Optional.empty();
    }

    private String lineEndRule() {
        return "has line ends inside that are not %s, for which Salesforce fails the whole job: set embeddedLineEnd to %s"
                .formatted(
                        lineEnding,
                        lineEnding == LineEnding.LF
                                ? "lf or space"
                                : "space, or to lf with lineEnding LF");
    }

    /** A record whose only field is empty must not look like a blank line, which is no record. */
    static void showEmpty(LineBuffer line) {
        if (line.length == 0) {
            line.append((byte) '"');
            line.append((byte) '"');
        }
    }
}
