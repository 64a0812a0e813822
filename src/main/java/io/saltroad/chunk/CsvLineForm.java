package io.saltroad.chunk;

import io.saltroad.export.RecordCursor;
import io.saltroad.export.Rejection;
import java.util.Optional;
import java.util.function.IntFunction;

/** Records of a cursor as lines of CSV. */
final class CsvLineForm implements LineForm {

    private final LineStyle style;
    private final LineWriter writer;
    private final IntFunction<String> target;

    CsvLineForm(LineStyle style, RecordCursor cursor) {
        this.style = style;
        this.writer = new LineWriter(style, cursor.targetColumns().size());
        this.target = cursor::target;
    }

    @Override
    public Optional<Rejection> write(RecordCursor cursor, LineBuffer line) {
        return writer.write(cursor.targets(), line)
                ? Optional.empty()
                : style.checkLineEnds(cursor.line(), cursor.targetColumns(), target);
    }

    @Override
    public String sent(String text) {
        return style.embeddedLineEnd().in(text);
    }
}
