package io.saltroad.chunk;

import io.saltroad.export.FieldValues;
import io.saltroad.export.RecordCursor;
import io.saltroad.export.Rejection;
import io.saltroad.export.SourceRecord;
import java.io.IOException;
import java.util.Optional;

/** Lines of any recipe: field by field from a cursor. */
final class CursorLines implements RecordLines {

    private final RecordCursor cursor;
    private final LineForm form;
    private final int keyColumn;
    private Optional<Rejection> rejection = Optional.empty();

    /**
     * @param keyColumn among the target columns; -1 if nobody asks for keys
     */
    CursorLines(RecordCursor cursor, LineForm form, int keyColumn) {
        this.cursor = cursor;
        this.form = form;
        this.keyColumn = keyColumn;
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
        rejection = form.write(cursor, line);
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
    public boolean key(KeyHasher hasher) {
        if (keyColumn == RecordFlow.NO_COLUMN) {
            return false;
        }
        FieldValues values = cursor.targets();
        return (values.hasBytes(keyColumn)
                        && hasher.takeQuickly(
                                values.bytes(), values.begin(keyColumn), values.end(keyColumn)))
                || hasher.take(keyText());
    }

    @Override
    public String keyText() {
        return form.sent(cursor.target(keyColumn));
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
