package io.saltroad.chunk;

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
        LineStyle.showEmpty(line);
        line.append(lineEnd);
        return taken;
    }
}
