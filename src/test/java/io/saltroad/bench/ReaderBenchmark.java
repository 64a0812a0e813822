package io.saltroad.bench;

import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
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

/** Reads all fields of an export of 100 MB, strictly decoded and checked. Nothing is written. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(value = 1, jvmArgs = "-Xmx128m")
public class ReaderBenchmark {

    @Param CutterBenchmark.Export export;

    private Path folder;
    private Path file;

    @Setup
    public void write() throws IOException {
        folder = Files.createTempDirectory("saltroad-bench");
        file = folder.resolve("export.csv");
        export.write(file);
    }

    @Benchmark
    public long read() throws IOException {
        long characters = 0;
        try (RecordCursor cursor = Records.of(file).read(export.format()).open()) {
            while (cursor.next()) {
                for (int i = 0; i < cursor.sourceCount(); i++) {
                    characters += cursor.target(i).length();
                }
            }
        }
        return characters;
    }

    @TearDown
    public void clean() throws IOException {
        SampleExport.delete(folder);
    }
}
