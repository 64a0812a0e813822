package io.saltroad.messages;

import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.delivery.DataCloudSink;
import io.saltroad.delivery.RunningStreams;
import io.saltroad.export.FeedFolder;
import io.saltroad.salesforce.Gate;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.service.ServiceHelper;

/**
 * The component {@code data-cloud-messages:sink}, where {@code sink} names a {@link DataCloudSink}
 * in the registry: a recipe of records is registered as an export's delivery; any other body is
 * messages, which are streamed. An exchange with messages ends when all of them are acknowledged.
 */
public final class MessagesComponent extends DefaultComponent {

    private final ObjectStreams streams;
    private final MessageSchemas schemas;
    private final RunningStreams running;
    private final int largestBody;

    /**
     * @param gate of the tenant
     */
    public MessagesComponent(
            CamelContext context,
            DataCloudSettings dataCloud,
            MessageSettings settings,
            Gate gate,
            FeedFolder feeds,
            RunningStreams running,
            Clock clock) {
        super(context);
        this.streams = new ObjectStreams(context, dataCloud, settings, gate, clock);
        this.schemas = new MessageSchemas(feeds);
        this.running = running;
        this.largestBody = settings.buffer();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String sink, Map<String, Object> parameters) {
        DataCloudSink found =
                getCamelContext().getRegistry().lookupByNameAndType(sink, DataCloudSink.class);
        if (found == null) {
            throw new IllegalArgumentException("there is no sink named " + sink);
        }
        return new MessagesEndpoint(uri, this, found);
    }

    MessagesProducer producer(MessagesEndpoint endpoint, DataCloudSink sink) {
        return new MessagesProducer(
                endpoint, sink, streams, schemas, running, new MessageReader(largestBody));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ServiceHelper.startService(streams);
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(streams);
        super.doStop();
    }
}
