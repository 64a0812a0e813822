package io.saltroad.chunk;

import java.util.Optional;

/**
 * How the sink wants chunks written.
 *
 * @param columnDelimiter empty leaves it to the cutter: what is not mapped keeps the export's own
 *     if Salesforce takes it, anything else gets COMMA
 * @param lineEnding empty leaves it to the cutter: what is not mapped keeps the export's own unless
 *     {@link EmbeddedLineEnd#LF} needs LF, anything else gets LF
 * @param header whether each chunk begins with the names of its columns
 * @param dialect what kind of CSV the target takes
 */
public record ChunkFormat(
        Optional<ColumnDelimiter> columnDelimiter,
        Optional<LineEnding> lineEnding,
        EmbeddedLineEnd embeddedLineEnd,
        boolean header,
        Dialect dialect) {

    /** Leaves all to the cutter and values as they are. */
    public static final ChunkFormat DEFAULT =
            new ChunkFormat(Optional.empty(), Optional.empty(), EmbeddedLineEnd.KEEP);

    /** Chunks for a Bulk API 2.0 job. */
    public ChunkFormat(
            Optional<ColumnDelimiter> columnDelimiter,
            Optional<LineEnding> lineEnding,
            EmbeddedLineEnd embeddedLineEnd) {
        this(columnDelimiter, lineEnding, embeddedLineEnd, true, Dialect.BULK_API_2);
    }

    /** Commas, LF, and values as they are, whatever line ends are inside: what any reader takes. */
    public static ChunkFormat rfc4180(boolean header) {
        return new ChunkFormat(
                Optional.of(ColumnDelimiter.COMMA),
                Optional.of(LineEnding.LF),
                EmbeddedLineEnd.KEEP,
                header,
                Dialect.RFC_4180);
    }
}
