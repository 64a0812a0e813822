package io.saltroad.delivery;

import io.saltroad.chunk.ChunkCutter;
import io.saltroad.chunk.ChunkFormat;
import io.saltroad.chunk.ChunkSize;
import io.saltroad.chunk.KeyIndex;
import io.saltroad.chunk.LeavingOut;
import io.saltroad.chunk.LeftOutLines;
import io.saltroad.chunk.LeftOutRecords;
import io.saltroad.chunk.RejectedRecords;
import io.saltroad.export.Records;
import io.saltroad.ledger.Delivery;
import java.io.IOException;
import java.nio.file.Path;

/** The ways to cut the export of a delivery. Whatever the way, chunks begin and end alike. */
final class ExportCuts implements Cuts<ChunkCutter> {

    private final Records records;
    private final SinkParameters parameters;
    private final ChunkSize size;
    private final Path folder;

    /**
     * @param folder of the chunks, which exists
     */
    ExportCuts(Delivery delivery, Records records, ChunkSize size, Path folder) {
        this.records = records;
        this.parameters = SinkParameters.of(delivery);
        this.size = size;
        this.folder = folder;
    }

    @Override
    public ChunkCutter all(RejectedRecords rejections) throws IOException {
        return ChunkCutter.open(records, format(), size, folder, rejections);
    }

    @Override
    public ChunkCutter indexing(RejectedRecords rejections, KeyIndex keys) throws IOException {
        return ChunkCutter.indexing(records, format(), size, folder, rejections, keys);
    }

    @Override
    public ChunkCutter leavingOut(
            RejectedRecords rejections, LeftOutLines lines, LeftOutRecords told)
            throws IOException {
        return ChunkCutter.leavingOut(
                records,
                format(),
                size,
                folder,
                rejections,
                new LeavingOut(parameters.keyField().orElseThrow(), lines, told));
    }

    private ChunkFormat format() {
        return parameters.format();
    }
}
