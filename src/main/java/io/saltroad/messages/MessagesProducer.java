package io.saltroad.messages;

import io.saltroad.delivery.DataCloudSink;
import io.saltroad.delivery.MessageTarget;
import io.saltroad.delivery.RunningStreams;
import io.saltroad.export.Records;
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
    private Optional<MessageTarget> target = Optional.empty();

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
        MessageTarget to = target();
        MessageForm form = schemas.form(exchange.getFromRouteId(), to, streams.roomForOne());
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
                    new Collecting(form, stream, to, acknowledgement, refusals));
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

    private synchronized MessageTarget target() {
        if (target.isEmpty()) {
            target = Optional.of(sink.messages());
        }
        return target.get();
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
            target.map(MessageTarget::queue).ifPresent(running::ended);
        }
        super.doStop();
    }
}
