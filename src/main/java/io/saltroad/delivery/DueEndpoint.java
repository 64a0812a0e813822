package io.saltroad.delivery;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.ScheduledPollEndpoint;

/** What is due for one step of the delivery, such as {@code due:stage}; {@link Agenda.Step}. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "due",
        title = "Due",
        syntax = "due:step",
        consumerOnly = true,
        category = {Category.SCHEDULING})
public final class DueEndpoint extends ScheduledPollEndpoint {

    /** Milliseconds; calls that come closer together are answered by one look. */
    private static final long BETWEEN_LOOKS = 2;

    private final Agenda agenda;

    /** The step whose work is consumed. */
    @UriPath
    @Metadata(required = true)
    private final Agenda.Step step;

    /** How many pieces of work are in hand at the same time. */
    @UriParam(defaultValue = "1")
    private int concurrentConsumers = 1;

    DueEndpoint(String uri, DueComponent component, Agenda agenda, Agenda.Step step) {
        super(uri, component);
        this.agenda = agenda;
        this.step = step;
        setInitialDelay(0);
        setDelay(200);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        DueConsumer consumer = new DueConsumer(this, processor, agenda, step);
        configureConsumer(consumer);
        // It waits by itself for the delay of the endpoint, or for less if it is called.
        consumer.setDelay(BETWEEN_LOOKS);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(
                "due: is where work comes from; nothing goes to it");
    }

    public int getConcurrentConsumers() {
        return concurrentConsumers;
    }

    public void setConcurrentConsumers(int concurrentConsumers) {
        this.concurrentConsumers = concurrentConsumers;
    }
}
