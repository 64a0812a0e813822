package io.saltroad.chunk;

import java.nio.file.Path;

/**
 * The CSV of one upload, ready in a file: a header and at least one record.
 *
 * @param number counts from 1 within an export
 * @param bytes size of the file
 * @param records without the header
 * @param firstLine line of the export its first record begins on
 * @param sha256 of the file, lower-case hexadecimal; the same each time the same export is cut the
 *     same way
 */
public record Chunk(
        int number, Path file, long bytes, long records, long firstLine, String sha256) {}
