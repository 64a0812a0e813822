package io.saltroad.chunk;

import io.saltroad.export.RecordCursor;
import io.saltroad.export.Rejection;
import io.saltroad.export.SourceRecord;
import java.io.IOException;
import java.util.Optional;

/** Lines of any recipe: field by field from a cursor. */
final class CursorLines implements RecordLines {

    private final RecordCursor cursor;
    private final LineStyle style;
    private final FieldWriter writer;
    private final byte delimiter;
    private final byte[] lineEnd;
    private final int columns;
    private Optional<Rejection> rejection = Optional.empty();

    CursorLines(RecordCursor cursor, LineStyle style) {
        this.cursor = cursor;
        this.style = style;
        this.writer = style.fieldWriter();
        this.delimiter = (byte) style.columnDelimiter().character();
        this.lineEnd = style.lineEnd();
        this.columns = cursor.targetColumns().size();
    }

    @Override
    public Step next(LineBuffer line) throws IOException {
        if (!cursor.next()) {
            return Step.END;
        }
        rejection = cursor.rejection();
        if (rejection.isPresent()) {
            return Step.REJECTED;
        }
        line.clear();
        boolean taken = writer.write(cursor.target(0), line);
        for (int i = 1; i < columns; i++) {
            line.append(delimiter);
            taken &= writer.write(cursor.target(i), line);
        }
        LineStyle.showEmpty(line);
        line.append(lineEnd);
        if (!taken) {
            rejection = style.checkLineEnds(cursor.line(), cursor.targetColumns(), cursor::target);
        }
        return rejection.isPresent() ? Step.REJECTED : Step.LINE;
    }

    @Override
    public long line() {
        return cursor.line();
    }

    @Override
    public SourceRecord record() {
        return cursor;
    }

    @Override
    public Rejection rejection() {
        return rejection.orElseThrow();
    }

    @Override
    public long bytesRead() {
        return cursor.bytesRead();
    }

    @Override
    public void close() {
        cursor.close();
    }
}
