package io.saltroad.sandbox;

import io.saltroad.sandbox.admin.TenantAdmin;
import io.saltroad.sandbox.dataquery.ConnectQueryEndpoints;
import io.saltroad.sandbox.dataquery.QueryEndpoints;
import io.saltroad.sandbox.dataquery.QueryV3Endpoints;
import io.saltroad.sandbox.fault.Faults;
import io.saltroad.sandbox.ingest.Arrivals;
import io.saltroad.sandbox.ingest.History;
import io.saltroad.sandbox.ingest.JobEndpoints;
import io.saltroad.sandbox.ingest.Jobs;
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
    private final Jobs jobs;
    private final JobEndpoints jobEndpoints;
    private final Arrivals arrivals;
    private final QueryEndpoints queries;
    private final QueryV3Endpoints newestQueries;
    private final ConnectQueryEndpoints coreQueries;

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
        this.jobs = new Jobs(lake, settings, this.clock, faults, worker, streams, history);
        this.jobEndpoints = new JobEndpoints(catalog, jobs, settings);
        this.arrivals = new Arrivals(lake, streams, jobEndpoints, history);
        this.queries = new QueryEndpoints(lake, settings, this.clock);
        this.newestQueries = new QueryV3Endpoints(lake, settings, this.clock);
        this.coreQueries = new ConnectQueryEndpoints(lake, settings, this.clock);
    }

    /** Serves the exchange and the tenant's paths; what a session opens must not be among them. */
    void serve(Router router, Resources resources, ExchangeEndpoint.Listeners listeners) {
        resources
                .at("/services/a360/token")
                .post(new ExchangeEndpoint(sessions, tokens, settings, coreClock, listeners))
                .done();
        router.route("/api/*").handler(new TenantGuard(tokens));
        streaming.serve(resources);
        jobEndpoints.serve(resources);
        queries.serve(resources);
        newestQueries.serve(resources);
        coreQueries.serve(resources);
        new TenantAdmin(
                        lake,
                        streams,
                        arrivals,
                        settings,
                        clock,
                        tokens,
                        sessions,
                        this::clockMoved)
                .serve(resources);
    }

    private void clockMoved() {
        streams.wake();
        jobs.wake();
    }

    /** What arrived, for the page. */
    Arrivals arrivals() {
        return arrivals;
    }

    void start() {
        streams.start();
        jobs.start();
    }

    void expireTokens() {
        tokens.expireAll();
    }

    /** Empties it: records, jobs, settings, clock. Tokens stay. */
    void reset() {
        jobs.reset();
        streams.reset();
        streaming.reset();
        queries.reset();
        newestQueries.close();
        coreQueries.close();
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
        newestQueries.close();
        coreQueries.close();
        lake.close();
    }
}
