package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.chunk.Chunk;
import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.chunk.LineEnding;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Uploads")
class ChunkUploadsTest {

    @TempDir Path folder;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ExecutorService oneThread = Executors.newSingleThreadExecutor();
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from(ChunkUploads.INTO_A_SHARED_JOB)
                                .process(
                                        exchange -> {
                                            begun.countDown();
                                            new CountDownLatch(1).await();
                                        });
                    }
                });
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stop() throws Exception {
        oneThread.shutdownNow();
        template.close();
        context.close();
    }

    /** A pool that is shut down drops what waits in it without a word. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES)
    void whose_threads_are_taken_away_are_not_waited_for() throws Exception {
        ChunkUploads uploads =
                new ChunkUploads(template, ChunkUploads.INTO_A_SHARED_JOB, oneThread, 2);
        uploads.start(upload(1));
        uploads.start(upload(2));
        begun.await();

        oneThread.shutdownNow();

        uploads.awaitAll();
        assertThatThrownBy(() -> uploads.start(upload(3)))
                .isInstanceOfAny(InterruptedException.class, RejectedExecutionException.class);
    }

    private ChunkUpload upload(int number) {
        Chunk chunk = new Chunk(number, folder.resolve("chunk-" + number), 10, 1, 2, "");
        return ChunkUpload.of(null, chunk, ColumnDelimiter.COMMA, LineEnding.LF);
    }
}
