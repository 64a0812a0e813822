package io.saltroad.messages;

import io.saltroad.delivery.DataCloudSink;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.support.DefaultEndpoint;

/** Where messages for one object of Data Cloud go, as the form of one sink says. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "data-cloud-messages",
        title = "Data Cloud Messages",
        syntax = "data-cloud-messages:sink",
        producerOnly = true,
        category = {Category.CLOUD})
final class MessagesEndpoint extends DefaultEndpoint {

    private final MessagesComponent component;
    private final DataCloudSink sink;

    MessagesEndpoint(String uri, MessagesComponent component, DataCloudSink sink) {
        super(uri, component);
        this.component = component;
        this.sink = sink;
    }

    @Override
    public Producer createProducer() {
        return component.producer(this, sink);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("nothing comes from data-cloud-messages:");
    }
}
