package io.saltroad.chunk;

import io.saltroad.export.RecordCursor;
import io.saltroad.export.Rejection;
import io.saltroad.export.SourceRecord;
import java.io.IOException;
import java.util.Optional;
import java.util.function.IntFunction;

/** Lines of any recipe: field by field from a cursor. */
final class CursorLines implements RecordLines {

    private final RecordCursor cursor;
    private final LineStyle style;
    private final LineWriter writer;
    private final IntFunction<String> target;
    private final int keyColumn;
    private Optional<Rejection> rejection = Optional.empty();

    /**
     * @param keyColumn among the target columns; -1 if nobody asks for keys
     */
    CursorLines(RecordCursor cursor, LineStyle style, int keyColumn) {
        this.cursor = cursor;
        this.style = style;
        this.writer = new LineWriter(style, cursor.targetColumns().size());
        this.target = cursor::target;
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
        if (!writer.write(target, line)) {
            rejection = style.checkLineEnds(cursor.line(), cursor.targetColumns(), target);
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
    public boolean key(KeyHasher hasher) {
        return hasher.take(keyText());
    }

    @Override
    public String keyText() {
        return style.embeddedLineEnd().in(cursor.target(keyColumn));
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
