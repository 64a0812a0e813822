package io.saltroad.messages;

import io.saltroad.chunk.MicroBatchSize;
import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.delivery.BackOff;
import io.saltroad.delivery.StreamTarget;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.Gate;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.service.ServiceSupport;

/** The streams of all objects, with the threads, the timer and the memory they share. */
final class ObjectStreams extends ServiceSupport {

    private final CamelContext context;
    private final ObjectStream.Rules rules;
    private final Patience patience;
    private final Semaphore room;
    private final Clock clock;
    private final Map<String, ObjectStream> streams = new ConcurrentHashMap<>();
    private ProducerTemplate template;
    private ExecutorService threads;
    private ScheduledExecutorService timer;

    ObjectStreams(
            CamelContext context,
            DataCloudSettings settings,
            MessageSettings messages,
            Gate gate,
            Clock clock) {
        this.context = context;
        this.rules =
                new ObjectStream.Rules(
                        new MicroBatchSize(settings.microBatchSize(), settings.microBatchRecords()),
                        new MicroBatchSize(settings.microBatchSize(), settings.deletesPerRequest()),
                        settings.microBatchAge(),
                        settings.parallelRequests());
        this.patience =
                new Patience(
                        new FailureClassifier(clock),
                        gate,
                        new BackOff(new SplittableRandom()),
                        messages.deadline());
        this.room = new Semaphore(messages.buffer(), true);
        this.clock = clock;
    }

    /** The stream of an object, which all routes to it share. */
    ObjectStream of(StreamTarget target) {
        return streams.computeIfAbsent(
                target.connector() + "/" + target.endpoint(),
                name ->
                        new ObjectStream(
                                rules, this::send, this::later, threads, patience, room, clock));
    }

    /** The most bytes of one record. */
    int roomForOne() {
        return Batch.roomForOne(rules.upserts());
    }

    private void later(Duration delay, Runnable task) {
        Future<?> unused = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void send(StreamTarget target, byte[] body) throws Exception {
        try {
            template.requestBodyAndHeaders("direct:send-micro-batch", body, target.headers());
        } catch (CamelExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The program is about to stop. */
    void hurry() {
        streams.values().forEach(ObjectStream::hurry);
    }

    @Override
    protected void doStart() {
        template = context.createProducerTemplate();
        threads = context.getExecutorServiceManager().newCachedThreadPool(this, "messages");
        timer =
                context.getExecutorServiceManager()
                        .newSingleThreadScheduledExecutor(this, "messages-timer");
    }

    @Override
    protected void doStop() {
        streams.values().forEach(ObjectStream::stop);
        streams.clear();
        context.getExecutorServiceManager().shutdownNow(timer);
        context.getExecutorServiceManager().shutdownGraceful(threads);
        template.stop();
    }
}
