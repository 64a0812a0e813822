/**
 * Makes the bytes of uploads from the records of an export.
 *
 * <p>{@link io.saltroad.chunk.ChunkCutter} is the way in: it gives one {@link
 * io.saltroad.chunk.Chunk} after the other. {@link io.saltroad.chunk.ChunkFormat} and {@link
 * io.saltroad.chunk.ChunkSize} say what they must look like. {@link io.saltroad.chunk.ChunkWriter}
 * writes chosen records again. {@link io.saltroad.chunk.ReportFile} writes records back for people,
 * with what became of them.
 *
 * <p>{@link io.saltroad.chunk.MicroBatchCutter} gives the JSON of one request after the other;
 * {@link io.saltroad.chunk.MicroBatchForm} and {@link io.saltroad.chunk.MicroBatchSize} say what it
 * must look like.
 *
 * <p>Inside: {@code RecordFlow} goes through the records that are sent, for both cutters; {@code
 * RecordLines} gives each record as the bytes of a line, made by {@code CursorLines} from fields in
 * a {@code LineForm}, or by {@code PassThroughLines} from the bytes of the export where nothing is
 * mapped; {@code ChunkFile} writes them. Who opens a cutter closes it.
 */
package io.saltroad.chunk;
