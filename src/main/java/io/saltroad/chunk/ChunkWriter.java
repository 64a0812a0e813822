package io.saltroad.chunk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Writes chosen records of an export into chunks, in the way its other chunks are written: the line
 * of a record is the same bytes. In constant memory, for one thread.
 */
public final class ChunkWriter implements Closeable {

    private static final int BUFFER_SIZE = 1 << 16;

    private final LineWriter writer;
    private final byte[] header;
    private final ChunkSize size;
    private final Path folder;
    private final LineBuffer line = new LineBuffer();
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private int number;
    private ChunkFile chunk;

    /**
     * @param targetColumns names in the header of every chunk
     * @param embeddedLineEnd what became of line ends inside values
     * @param folder of the chunks, which exists; files of the same name are overwritten
     * @param firstNumber of the first chunk
     */
    public ChunkWriter(
            List<String> targetColumns,
            ColumnDelimiter columnDelimiter,
            LineEnding lineEnding,
            EmbeddedLineEnd embeddedLineEnd,
            ChunkSize size,
            Path folder,
            int firstNumber) {
        LineStyle style =
                new LineStyle(columnDelimiter, lineEnding, embeddedLineEnd, Dialect.BULK_API_2);
        this.writer = new LineWriter(style, targetColumns.size());
        this.header = style.header(targetColumns);
        this.size = size;
        this.folder = folder;
        this.number = firstNumber;
    }

    /**
     * Writes a record into the present chunk, or begins another one if it would grow too large. A
     * record that is too large by itself gets a chunk of its own.
     *
     * @param text of each target column, such as {@code cursor::target}
     * @param firstLine of the export the record begins on
     * @return the chunk before, if it is full now
     */
    public Optional<Chunk> add(IntFunction<String> text, long firstLine) throws IOException {
        writer.write(text, line);
        Optional<Chunk> full =
                chunk != null && chunk.bytes() + line.length > size.bytes()
                        ? finish()
                        : Optional.empty();
        if (chunk == null) {
            chunk = new ChunkFile(number++, folder, buffer, firstLine);
            chunk.header(header);
        }
        chunk.record(line);
        return full;
    }

    /** Records in the present chunk so far. */
    public long records() {
        return chunk == null ? 0 : chunk.records();
    }

    /** Size of the present chunk so far, with its header. */
    public long bytes() {
        return chunk == null ? 0 : chunk.bytes();
    }

    /**
     * Ends the present chunk, whatever its size. The next record begins another one.
     *
     * @return empty if no record was added since the last one
     */
    public Optional<Chunk> finish() throws IOException {
        if (chunk == null) {
            return Optional.empty();
        }
        chunk.complete();
        Chunk complete = chunk.chunk();
        chunk = null;
        return Optional.of(complete);
    }

    /** A chunk that was not finished leaves no file. */
    @Override
    public void close() throws IOException {
        if (chunk != null) {
            chunk.close();
        }
    }
}
