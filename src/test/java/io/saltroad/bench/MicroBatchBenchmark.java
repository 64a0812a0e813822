package io.saltroad.bench;

import io.saltroad.chunk.JsonTypes;
import io.saltroad.chunk.MicroBatch;
import io.saltroad.chunk.MicroBatchCutter;
import io.saltroad.chunk.MicroBatchForm;
import io.saltroad.chunk.MicroBatchSize;
import io.saltroad.datacloud.schema.FieldType;
import io.saltroad.datacloud.schema.ObjectSchema;
import io.saltroad.datacloud.schema.SchemaField;
import io.saltroad.datacloud.schema.SchemaStep;
import io.saltroad.export.Records;
import io.saltroad.mapping.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From an export of 100 MB to micro-batches of 190,000 bytes: as it stands, all strings; and
 * mapped, held against a schema, and typed. MB/s of the export are 100,000 divided by the time in
 * milliseconds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(value = 1, jvmArgs = "-Xmx128m")
public class MicroBatchBenchmark {

    private static final MicroBatchSize SIZE = MicroBatchSize.of(190_000);

    private static final ObjectSchema SCHEMA =
            new ObjectSchema(
                    "Account",
                    List.of(
                            new SchemaField("ERP_Number__c", FieldType.TEXT),
                            new SchemaField("Name", FieldType.TEXT),
                            new SchemaField("BillingStreet", FieldType.TEXT),
                            new SchemaField("BillingPostalCode", FieldType.TEXT),
                            new SchemaField("BillingCity", FieldType.TEXT),
                            new SchemaField("Country__c", FieldType.TEXT),
                            new SchemaField("Customer_Since__c", FieldType.DATE),
                            new SchemaField("Last_Change__c", FieldType.DATE_TIME),
                            new SchemaField("AnnualRevenue", FieldType.NUMBER),
                            new SchemaField("Active__c", FieldType.BOOLEAN),
                            new SchemaField("Phone", FieldType.PHONE),
                            new SchemaField("Source_System__c", FieldType.TEXT)));

    @Param({"PLAIN", "WINDOWS"})
    CutterBenchmark.Export export;

    private Path folder;
    private Records records;
    private Mapping mapping;

    @Setup
    public void write() throws IOException {
        folder = Files.createTempDirectory("saltroad-bench");
        Path file = folder.resolve("export.csv");
        export.write(file);
        mapping =
                Mapping.load(
                        Files.writeString(folder.resolve("mapping.yaml"), SampleExport.MAPPING));
        records = Records.of(file).read(export.format());
    }

    @Benchmark
    public long cut() throws IOException {
        return cut(records, JsonTypes.STRINGS);
    }

    @Benchmark
    public long mapCheckAndCut() throws IOException {
        Records checked =
                records.mapped(mapping)
                        .forTarget(SchemaStep.upsert(Optional.of(SCHEMA), "ERP_Number__c"));
        return cut(checked, SCHEMA.jsonTypes());
    }

    private static long cut(Records records, JsonTypes types) throws IOException {
        long bytes = 0;
        try (MicroBatchCutter cutter =
                MicroBatchCutter.open(
                        records,
                        MicroBatchForm.upserts(types),
                        SIZE,
                        (record, rejection) -> {
                            throw new IllegalStateException(rejection.toString());
                        })) {
            for (Optional<MicroBatch> next = cutter.next();
                    next.isPresent();
                    next = cutter.next()) {
                bytes += next.get().body().length;
            }
        }
        return bytes;
    }

    @TearDown
    public void clean() throws IOException {
        SampleExport.delete(folder);
    }
}
