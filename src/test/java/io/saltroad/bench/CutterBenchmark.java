package io.saltroad.bench;

import io.saltroad.chunk.Chunk;
import io.saltroad.chunk.ChunkCutter;
import io.saltroad.chunk.ChunkFormat;
import io.saltroad.chunk.ChunkSize;
import io.saltroad.chunk.DuplicateKeys;
import io.saltroad.chunk.KeyForm;
import io.saltroad.chunk.KeyIndex;
import io.saltroad.chunk.RejectedRecords;
import io.saltroad.export.CsvFormat;
import io.saltroad.export.Records;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
 * From an export to chunk files with their sha256, nothing mapped. An operation is an export of 100
 * MB, so MB/s are 100,000 divided by the time in milliseconds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(value = 1, jvmArgs = "-Xmx128m")
public class CutterBenchmark {

    static final long BYTES = 100_000_000;

    private static final ChunkSize CHUNK = new ChunkSize(25_000_000);

    private static final RejectedRecords NONE_REJECTED =
            (record, rejection) -> {
                throw new IllegalStateException(rejection.toString());
            };

    /** How the export is written. */
    public enum Export {
        PLAIN("UTF-8", false),
        QUOTED("UTF-8", true),
        WINDOWS("windows-1252", false),
        UTF_16("UTF-16LE", false);

        private final String charset;
        private final boolean quoted;

        Export(String charset, boolean quoted) {
            this.charset = charset;
            this.quoted = quoted;
        }

        CsvFormat format() {
            return CsvFormat.of(Map.of("delimiter", "semicolon", "charset", charset));
        }

        /** Writes about {@link #BYTES}. */
        void write(Path file) throws IOException {
            long sample = SampleExport.write(file, 1_000, Charset.forName(charset), quoted);
            SampleExport.write(file, 1_000 * BYTES / sample, Charset.forName(charset), quoted);
        }
    }

    @Param Export export;

    private Path folder;
    private Path file;

    @Setup
    public void write() throws IOException {
        folder = Files.createTempDirectory("saltroad-bench");
        file = folder.resolve("export.csv");
        export.write(file);
    }

    @Benchmark
    public long cut() throws IOException {
        return cut(records(), folder);
    }

    /** The same with an index of the keys, none of which occurs twice. */
    @Benchmark
    public long cutAndIndexKeys() throws IOException {
        try (KeyIndex keys = new KeyIndex("ERP_Number__c", KeyForm.TEXT, folder)) {
            long bytes = 0;
            try (ChunkCutter cutter =
                    ChunkCutter.indexing(
                            records(), ChunkFormat.DEFAULT, CHUNK, folder, NONE_REJECTED, keys)) {
                bytes = cut(cutter);
            }
            if (keys.writeLeftOut(DuplicateKeys.LAST, folder.resolve("left-out"), "")) {
                throw new IllegalStateException("a key occurs twice");
            }
            return bytes;
        }
    }

    private Records records() {
        return Records.of(file).read(export.format());
    }

    static long cut(Records records, Path folder) throws IOException {
        try (ChunkCutter cutter =
                ChunkCutter.open(records, ChunkFormat.DEFAULT, CHUNK, folder, NONE_REJECTED)) {
            return cut(cutter);
        }
    }

    private static long cut(ChunkCutter cutter) throws IOException {
        long bytes = 0;
        for (Optional<Chunk> chunk = cutter.next(); chunk.isPresent(); chunk = cutter.next()) {
            bytes += chunk.get().bytes();
        }
        return bytes;
    }

    @TearDown
    public void clean() throws IOException {
        SampleExport.delete(folder);
    }
}
