package io.saltroad.delivery;

import io.saltroad.chunk.Chunk;
import io.saltroad.chunk.ChunkCutter;
import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.chunk.LineEnding;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Job;
import java.util.Optional;

/**
 * A chunk on its way into a job of its own.
 *
 * @param job the intent, and then the Open job; empty before
 */
public record ChunkUpload(
        Delivery delivery,
        Chunk chunk,
        ColumnDelimiter columnDelimiter,
        LineEnding lineEnding,
        Optional<Job> job) {

    /** A chunk that was just cut. */
    static ChunkUpload of(Delivery delivery, Chunk chunk, ChunkCutter cutter) {
        return new ChunkUpload(
                delivery, chunk, cutter.columnDelimiter(), cutter.lineEnding(), Optional.empty());
    }

    ChunkUpload with(Job job) {
        return new ChunkUpload(delivery, chunk, columnDelimiter, lineEnding, Optional.of(job));
    }
}
