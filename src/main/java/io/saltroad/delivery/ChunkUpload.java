package io.saltroad.delivery;

import io.saltroad.chunk.Chunk;
import io.saltroad.chunk.ChunkCutter;
import io.saltroad.chunk.ChunkFile;
import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.chunk.LineEnding;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * A chunk on its way into a job.
 *
 * @param job the intent, and then the Open job; empty before
 */
public record ChunkUpload(
        Delivery delivery,
        Content content,
        ColumnDelimiter columnDelimiter,
        LineEnding lineEnding,
        Optional<Job> job) {

    /** What is sent. */
    sealed interface Content {

        /** Of the chunk. */
        int number();

        /** The body of the request: a File, or a {@link ChunkFile}. */
        Object body();

        /** The chunk, when it has been sent. */
        Chunk chunk();

        /** Nobody needs its file any more. */
        void discard() throws IOException;

        /** A chunk that lay ready in its file. The ledger knows it. */
        record Whole(Chunk chunk) implements Content {

            @Override
            public int number() {
                return chunk.number();
            }

            @Override
            public Object body() {
                return chunk.file().toFile();
            }

            @Override
            public void discard() throws IOException {
                Files.deleteIfExists(chunk.file());
            }
        }

        /** A chunk that was still being cut. The ledger gets to know it when it has been sent. */
        record Early(ChunkFile file) implements Content {

            @Override
            public int number() {
                return file.number();
            }

            @Override
            public Object body() {
                return file;
            }

            @Override
            public Chunk chunk() {
                return file.chunk();
            }

            @Override
            public void discard() throws IOException {
                file.discard();
            }
        }
    }

    /** A chunk that lies in its file, ready to be sent. */
    static ChunkUpload of(
            Delivery delivery,
            Chunk chunk,
            ColumnDelimiter columnDelimiter,
            LineEnding lineEnding) {
        return new ChunkUpload(
                delivery, new Content.Whole(chunk), columnDelimiter, lineEnding, Optional.empty());
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
                new Content.Early(file),
                cutter.columnDelimiter(),
                cutter.lineEnding(),
                Optional.empty());
    }

    ChunkUpload with(Job open) {
        return new ChunkUpload(delivery, content, columnDelimiter, lineEnding, Optional.of(open));
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
