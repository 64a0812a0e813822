package io.saltroad.bench;

import io.saltroad.export.Records;
import io.saltroad.mapping.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * From an export of 100 MB to chunk files with their sha256, each record mapped: 12 fields with a
 * date, a time, a number and a boolean among them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(value = 1, jvmArgs = "-Xmx128m")
public class MappingBenchmark {

    @Param CutterBenchmark.Export export;

    private Path folder;
    private Records records;

    @Setup
    public void write() throws IOException {
        folder = Files.createTempDirectory("saltroad-bench");
        Path file = folder.resolve("export.csv");
        export.write(file);
        Path mapping = Files.writeString(folder.resolve("mapping.yaml"), SampleExport.MAPPING);
        records = Records.of(file).read(export.format()).mapped(Mapping.load(mapping));
    }

    @Benchmark
    public long map() throws IOException {
        return CutterBenchmark.cut(records, folder);
    }

    @TearDown
    public void clean() throws IOException {
        SampleExport.delete(folder);
    }
}
