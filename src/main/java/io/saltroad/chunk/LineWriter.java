package io.saltroad.chunk;

import io.saltroad.export.FieldValues;
import java.util.function.IntFunction;

/** Writes the fields of a record as one CSV line. */
final class LineWriter {

    private final FieldWriter writer;
    private final byte delimiter;
    private final byte[] lineEnd;
    private final int columns;

    LineWriter(LineStyle style, int columns) {
        this.writer = style.fieldWriter();
        this.delimiter = (byte) style.columnDelimiter().character();
        this.lineEnd = style.lineEnd();
        this.columns = columns;
    }

    /** As {@link #write(IntFunction, LineBuffer)}; what is copied is not made a text. */
    boolean write(FieldValues values, LineBuffer line) {
        line.clear();
        boolean taken = true;
        for (int i = 0; i < columns; i++) {
            if (i > 0) {
                line.append(delimiter);
            }
            if (values.hasBytes(i)) {
                writer.copy(values.bytes(), values.begin(i), values.end(i), line);
            } else {
                taken &= writer.write(values.text(i), line);
            }
        }
        end(line);
        return taken;
    }

    /**
     * Writes a record in place of what is in the buffer.
     *
     * @param text of each column
     * @return false if a value has line ends inside that the job does not take
     */
    boolean write(IntFunction<String> text, LineBuffer line) {
        line.clear();
        boolean taken = writer.write(text.apply(0), line);
        for (int i = 1; i < columns; i++) {
            line.append(delimiter);
            taken &= writer.write(text.apply(i), line);
        }
        end(line);
        return taken;
    }

    private void end(LineBuffer line) {
        LineStyle.showEmpty(line);
        line.append(lineEnd);
    }
}
