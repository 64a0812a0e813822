package io.saltroad.messages;

import io.saltroad.delivery.DataCloudSink;
import io.saltroad.delivery.MessageTarget;
import io.saltroad.delivery.RunningStreams;
import io.saltroad.export.Records;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ShutdownPrepared;
import org.apache.camel.support.DefaultAsyncProducer;

/** Registers recipes of records, and streams messages. */
final class MessagesProducer extends DefaultAsyncProducer implements ShutdownPrepared {

    private final DataCloudSink sink;
    private final ObjectStreams streams;
    private final MessageSchemas schemas;
    private final RunningStreams running;
    private final MessageReader reader;
    private Optional<Way> way = Optional.empty();

    /** Where messages go, and how they are written. */
    private record Way(MessageTarget target, MessageForm form) {}

    MessagesProducer(
            MessagesEndpoint endpoint,
            DataCloudSink sink,
            ObjectStreams streams,
            MessageSchemas schemas,
            RunningStreams running,
            MessageReader reader) {
        super(endpoint);
        this.sink = sink;
        this.streams = streams;
        this.schemas = schemas;
        this.running = running;
        this.reader = reader;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            if (exchange.getMessage().getBody() instanceof Records records) {
                sink.register(records, exchange);
                callback.done(true);
                return true;
            }
            collect(exchange, callback);
            return false;
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    /** Nothing is thrown once a record is collected: the acknowledgement tells of it then. */
    private void collect(Exchange exchange, AsyncCallback callback) throws Exception {
        Way found = way();
        MessageTarget to = found.target();
        ObjectStream stream = streams.of(to.target());
        running.came(to.queue());
        List<Refusal> refusals = new ArrayList<>();
        Acknowledgement acknowledgement =
                new Acknowledgement(
                        failure -> {
                            if (failure.isPresent()) {
                                exchange.setException(failure.get());
                            } else if (!refusals.isEmpty()) {
                                exchange.setException(new MessageRefusedException(refusals));
                            }
                            callback.done(false);
                        });
        try {
            reader.read(
                    exchange.getMessage(),
                    new Collecting(found.form(), stream, to, acknowledgement, refusals));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            acknowledgement.expect();
            acknowledgement.failed(e);
        } catch (Exception e) {
            acknowledgement.expect();
            acknowledgement.failed(e);
        }
        acknowledgement.done();
    }

    private static final class Collecting implements MessageReader.Taker {

        private final MessageForm form;
        private final ObjectStream stream;
        private final MessageTarget target;
        private final Acknowledgement acknowledgement;
        private final List<Refusal> refusals;
        private int number;

        Collecting(
                MessageForm form,
                ObjectStream stream,
                MessageTarget target,
                Acknowledgement acknowledgement,
                List<Refusal> refusals) {
            this.form = form;
            this.stream = stream;
            this.target = target;
            this.acknowledgement = acknowledgement;
            this.refusals = refusals;
        }

        @Override
        public void record(Map<?, ?> record, Object message) throws InterruptedException {
            Entry entry;
            number++;
            try {
                entry = form.entry(record);
            } catch (UnfitMessageException e) {
                refusals.add(Refusal.of(number, message, e));
                return;
            }
            stream.collect(target.target(), entry, acknowledgement);
        }

        @Override
        public void refused(UnfitMessageException why, Object message) {
            refusals.add(Refusal.of(++number, message, why));
        }
    }

    /** Not asked for before a message comes: most sinks never see one. */
    private synchronized Way way() throws IOException {
        if (way.isEmpty()) {
            MessageTarget target = sink.messages();
            way = Optional.of(new Way(target, schemas.form(target, streams.roomForOne())));
        }
        return way.get();
    }

    /** A mistake in a schema is told at the start. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (sink.messages().schema().isPresent()) {
            way();
        }
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // A route that is stopped alone needs no haste: what it has brought is sent in a moment.
        if (!suspendOnly && getEndpoint().getCamelContext().isStopping()) {
            streams.hurry();
        }
    }

    @Override
    protected void doStop() throws Exception {
        synchronized (this) {
            way.ifPresent(found -> running.ended(found.target().queue()));
        }
        super.doStop();
    }
}
