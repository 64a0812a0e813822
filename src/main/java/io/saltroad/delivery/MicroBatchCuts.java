package io.saltroad.delivery;

import io.saltroad.chunk.JsonTypes;
import io.saltroad.chunk.KeyIndex;
import io.saltroad.chunk.LeavingOut;
import io.saltroad.chunk.LeftOutLines;
import io.saltroad.chunk.LeftOutRecords;
import io.saltroad.chunk.MicroBatchCutter;
import io.saltroad.chunk.MicroBatchForm;
import io.saltroad.chunk.MicroBatchSize;
import io.saltroad.chunk.RejectedRecords;
import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.datacloud.schema.ObjectSchema;
import io.saltroad.export.Records;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import java.io.IOException;

/** The ways to cut the export of a delivery into micro-batches. */
final class MicroBatchCuts implements Cuts<MicroBatchCutter> {

    private final Records records;
    private final String keyField;
    private final MicroBatchForm form;
    private final MicroBatchSize size;

    /**
     * @throws IOException if the copy of the schema cannot be read
     */
    MicroBatchCuts(Export export, Delivery delivery, Records records, DataCloudSettings settings)
            throws IOException {
        boolean delete = SinkParameters.of(delivery).operation() == SinkParameters.Operation.DELETE;
        JsonTypes types =
                ExportSchemas.of(export, delivery)
                        .map(ObjectSchema::jsonTypes)
                        .orElse(JsonTypes.STRINGS);
        this.records = records;
        this.keyField = delivery.keyField().orElseThrow();
        this.form = delete ? MicroBatchForm.deletes() : MicroBatchForm.upserts(types);
        this.size =
                new MicroBatchSize(
                        SinkParameters.of(delivery)
                                .ingestion()
                                .flatMap(IngestionParameters::microBatchSize)
                                .orElse(settings.microBatchSize()),
                        delete ? settings.deletesPerRequest() : settings.microBatchRecords());
    }

    private MicroBatchCuts(MicroBatchCuts other, MicroBatchSize size) {
        this.records = other.records;
        this.keyField = other.keyField;
        this.form = other.form;
        this.size = size;
    }

    /** The same, with one record in each micro-batch, so that each is known by its line. */
    MicroBatchCuts oneByOne() {
        return new MicroBatchCuts(this, new MicroBatchSize(size.bytes(), 1));
    }

    @Override
    public MicroBatchCutter all(RejectedRecords rejections) throws IOException {
        return MicroBatchCutter.open(records, form, size, rejections);
    }

    @Override
    public MicroBatchCutter indexing(RejectedRecords rejections, KeyIndex keys) throws IOException {
        return MicroBatchCutter.indexing(records, form, size, rejections, keys);
    }

    @Override
    public MicroBatchCutter leavingOut(
            RejectedRecords rejections, LeftOutLines lines, LeftOutRecords told)
            throws IOException {
        return MicroBatchCutter.leavingOut(
                records, form, size, rejections, new LeavingOut(keyField, lines, told));
    }
}
