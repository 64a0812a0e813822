package io.saltroad.delivery;

import io.saltroad.datacloud.DataCloudConnection;
import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.datacloud.IngestionCalls;
import io.saltroad.datacloud.TenantKeys;
import io.saltroad.datacloud.TenantQuery;
import io.saltroad.ledger.Ledger;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** The beans that the routes into Data Cloud name, made to fit together. */
public final class DataCloudDelivery {

    private final IngestionCalls calls;
    private final IngestionQueues queues;
    private final Checking checking;
    private final Loading loading;
    private final IngestionTracking tracking;
    private final IngestionOrphans orphans;
    private final Streaming streaming;
    private final Confirmation confirmation;
    private final RunningStreams streams;

    public DataCloudDelivery(
            Ledger ledger,
            Recipes recipes,
            DataCloudConnection tenant,
            DataCloudSettings settings,
            ProgressBoard progress,
            Clock clock) {
        calls = new IngestionCalls(tenant);
        streams = new RunningStreams(clock);
        queues = new IngestionQueues(ledger, settings, clock);
        checking = new Checking(ledger, recipes, settings, progress);
        loading = new Loading(ledger, recipes, queues, calls, settings, progress, streams);
        tracking = new IngestionTracking(ledger, calls, settings, clock);
        orphans = new IngestionOrphans(ledger, queues, calls, settings);
        streaming = new Streaming(ledger, recipes, calls, settings, progress, clock);
        confirmation =
                new Confirmation(
                        ledger,
                        recipes,
                        new TenantKeys(new TenantQuery(tenant)),
                        settings,
                        progress,
                        clock);
    }

    /** Makes the beans known to the routes of a context. */
    public void bind(CamelContext context) {
        loading.setCamelContext(context);
        streaming.setCamelContext(context);
        Registry registry = context.getRegistry();
        registry.bind("ingestionCalls", calls);
        registry.bind("checking", checking);
        registry.bind("loading", loading);
        registry.bind("ingestionTracking", tracking);
        registry.bind("ingestionOrphans", orphans);
        registry.bind("streaming", streaming);
        registry.bind("confirmation", confirmation);
    }

    /** Which objects messages of other routes are streamed into. */
    public RunningStreams streams() {
        return streams;
    }

    IngestionQueues queues() {
        return queues;
    }

    Confirmation confirmation() {
        return confirmation;
    }
}
