package io.saltroad.chunk;

import io.saltroad.export.RecordCursor;
import io.saltroad.export.Rejection;
import io.saltroad.export.SourceRecord;
import java.io.IOException;

/** Lines of any recipe: field by field from a cursor. */
final class CursorLines implements RecordLines {

    private final RecordCursor cursor;
    private final FieldWriter writer;
    private final byte delimiter;
    private final byte[] lineEnd;
    private final int columns;

    CursorLines(RecordCursor cursor, LineStyle style) {
        this.cursor = cursor;
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
        if (cursor.rejection().isPresent()) {
            return Step.REJECTED;
        }
        line.clear();
        writer.write(cursor.target(0), line);
        for (int i = 1; i < columns; i++) {
            line.append(delimiter);
            writer.write(cursor.target(i), line);
        }
        LineStyle.showEmpty(line);
        line.append(lineEnd);
        return Step.LINE;
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
        return cursor.rejection().orElseThrow();
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
