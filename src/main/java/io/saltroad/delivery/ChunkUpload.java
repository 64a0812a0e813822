package io.saltroad.delivery;

import io.saltroad.chunk.Chunk;
import io.saltroad.chunk.ChunkCutter;
import io.saltroad.chunk.ChunkFile;
import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.chunk.LineEnding;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Job;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A chunk on its way into a job.
 *
 * @param number of the chunk
 * @param body what is sent: the whole file, a File; or the {@link ChunkFile} of a chunk that is
 *     still being cut
 * @param whole the chunk; of one that was still being cut, when it has been sent
 * @param job the intent, and then the Open job; empty before
 */
public record ChunkUpload(
        Delivery delivery,
        int number,
        Object body,
        Supplier<Chunk> whole,
        ColumnDelimiter columnDelimiter,
        LineEnding lineEnding,
        Optional<Job> job) {

    /** A chunk that lies in its file, ready to be sent. */
    static ChunkUpload of(
            Delivery delivery,
            Chunk chunk,
            ColumnDelimiter columnDelimiter,
            LineEnding lineEnding) {
        return new ChunkUpload(
                delivery,
                chunk.number(),
                chunk.file().toFile(),
                () -> chunk,
                columnDelimiter,
                lineEnding,
                Optional.empty());
    }

    /** A chunk that was just cut. */
    static ChunkUpload of(Delivery delivery, Chunk chunk, ChunkCutter cutter) {
        return of(delivery, chunk, cutter.columnDelimiter(), cutter.lineEnding());
    }

    /** A chunk that is still being cut. It is followed from now on. */
    static ChunkUpload early(Delivery delivery, ChunkFile file, ChunkCutter cutter) {
        file.follow();
        return new ChunkUpload(
                delivery,
                file.number(),
                file,
                file::chunk,
                cutter.columnDelimiter(),
                cutter.lineEnding(),
                Optional.empty());
    }

    /** Whether the ledger does not know the chunk yet, since nobody did when its upload began. */
    boolean isEarly() {
        return body instanceof ChunkFile;
    }

    ChunkUpload with(Job open) {
        return new ChunkUpload(
                delivery, number, body, whole, columnDelimiter, lineEnding, Optional.of(open));
    }

    /** A chunk as the ledger knows it. */
    static io.saltroad.ledger.Chunk inLedger(Delivery delivery, int round, Chunk chunk) {
        return new io.saltroad.ledger.Chunk(
                delivery.id(),
                chunk.number(),
                round,
                chunk.firstLine(),
                chunk.records(),
                chunk.bytes(),
                chunk.sha256());
    }
}
