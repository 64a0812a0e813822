package io.saltroad.sandbox;

import io.saltroad.sandbox.admin.TenantAdmin;
import io.saltroad.sandbox.dataquery.QueryEndpoints;
import io.saltroad.sandbox.fault.Faults;
import io.saltroad.sandbox.ingest.History;
import io.saltroad.sandbox.ingest.StreamEndpoints;
import io.saltroad.sandbox.ingest.Streams;
import io.saltroad.sandbox.ingest.Worker;
import io.saltroad.sandbox.lake.Lake;
import io.saltroad.sandbox.lake.LakeCatalog;
import io.saltroad.sandbox.oauth.Sessions;
import io.saltroad.sandbox.tenant.ExchangeEndpoint;
import io.saltroad.sandbox.tenant.TenantClock;
import io.saltroad.sandbox.tenant.TenantGuard;
import io.saltroad.sandbox.tenant.TenantSettings;
import io.saltroad.sandbox.tenant.TenantTokens;
import io.saltroad.sandbox.web.Resources;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Clock;

/** The Data Cloud tenant of the sandbox's org. */
final class DataCloud implements AutoCloseable {

    private final Sessions sessions;
    private final TenantClock clock;
    private final Clock coreClock;
    private final TenantSettings settings;
    private final TenantTokens tokens;
    private final Lake lake;
    private final Worker worker = new Worker();
    private final History history = new History();
    private final Streams streams;
    private final StreamEndpoints streaming;
    private final QueryEndpoints queries;

    DataCloud(
            LakeCatalog catalog,
            String tenantUrl,
            Path folder,
            Sessions sessions,
            Faults faults,
            Clock clock) {
        this.sessions = sessions;
        this.coreClock = clock;
        this.clock = new TenantClock(clock);
        this.settings = new TenantSettings(tenantUrl);
        this.tokens = new TenantTokens(settings, this.clock);
        this.lake = new Lake(folder, catalog);
        this.streams = new Streams(lake, settings, this.clock, faults, worker, history);
        this.streaming = new StreamEndpoints(lake.catalog(), streams, settings, this.clock);
        this.queries = new QueryEndpoints(lake, settings, this.clock);
    }

    /** Serves the exchange and the tenant's paths; what a session opens must not be among them. */
    void serve(Router router, Resources resources, ExchangeEndpoint.Listeners listeners) {
        resources
                .at("/services/a360/token")
                .post(new ExchangeEndpoint(sessions, tokens, settings, coreClock, listeners))
                .done();
        router.route("/api/*").handler(new TenantGuard(tokens));
        streaming.serve(resources);
        queries.serve(resources);
        new TenantAdmin(lake, streams, history, settings, clock, tokens, sessions, streams::wake)
                .serve(resources);
    }

    void start() {
        streams.start();
    }

    void expireTokens() {
        tokens.expireAll();
    }

    /** Empties it: records, jobs, settings, clock. Tokens stay. */
    void reset() {
        streams.reset();
        streaming.reset();
        queries.reset();
        lake.reset();
        history.clear();
        settings.reset();
        sessions.scopes(Sessions.ALL_SCOPES);
        clock.reset();
    }

    @Override
    public void close() {
        worker.close();
        queries.close();
        lake.close();
    }
}
