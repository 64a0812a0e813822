package io.saltroad.chunk;

import java.util.Optional;

/**
 * How the sink wants chunks written.
 *
 * @param columnDelimiter empty leaves it to the cutter: what is not mapped keeps the export's own
 *     if Salesforce takes it, anything else gets COMMA
 * @param lineEnding empty leaves it to the cutter: what is not mapped keeps the export's own unless
 *     {@link EmbeddedLineEnd#LF} needs LF, anything else gets LF
 */
public record ChunkFormat(
        Optional<ColumnDelimiter> columnDelimiter,
        Optional<LineEnding> lineEnding,
        EmbeddedLineEnd embeddedLineEnd) {

    /** Leaves all to the cutter and values as they are. */
    public static final ChunkFormat DEFAULT =
            new ChunkFormat(Optional.empty(), Optional.empty(), EmbeddedLineEnd.KEEP);
}
