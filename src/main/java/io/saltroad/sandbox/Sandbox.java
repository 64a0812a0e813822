package io.saltroad.sandbox;

import io.saltroad.sandbox.admin.AdminEndpoints;
import io.saltroad.sandbox.bulk.IngestEndpoints;
import io.saltroad.sandbox.bulk.JobList;
import io.saltroad.sandbox.bulk.QueryJobEndpoints;
import io.saltroad.sandbox.bulk.RecordWriter;
import io.saltroad.sandbox.classic.ClassicQueryEndpoints;
import io.saltroad.sandbox.fault.FaultHandler;
import io.saltroad.sandbox.fault.Faults;
import io.saltroad.sandbox.lake.LakeCatalog;
import io.saltroad.sandbox.limit.Bandwidth;
import io.saltroad.sandbox.limit.OrgLimits;
import io.saltroad.sandbox.limit.RequestMeter;
import io.saltroad.sandbox.oauth.JwtCertificates;
import io.saltroad.sandbox.oauth.OAuthEndpoints;
import io.saltroad.sandbox.oauth.SessionGuard;
import io.saltroad.sandbox.oauth.Sessions;
import io.saltroad.sandbox.org.ObjectCatalog;
import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.org.Organization;
import io.saltroad.sandbox.page.StatusPage;
import io.saltroad.sandbox.rest.ApiVersions;
import io.saltroad.sandbox.rest.RecordEndpoints;
import io.saltroad.sandbox.rest.RestEndpoints;
import io.saltroad.sandbox.soap.SoapEndpoints;
import io.saltroad.sandbox.soql.QueryEndpoints;
import io.saltroad.sandbox.tenant.ExchangeEndpoint;
import io.saltroad.sandbox.web.Resources;
import io.saltroad.sandbox.web.Traffic;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * A Salesforce org on one's own machine: sign-in, Bulk API 2.0 ingest, enough REST to read data
 * back; and its Data Cloud tenant. It stores what it is given and can be told to misbehave. It is
 * not Salesforce.
 */
public final class Sandbox implements AutoCloseable {

    private final SandboxFolder folder;
    private final OrgStore store;
    private final IngestEndpoints ingest;
    private final QueryJobEndpoints queryJobs;
    private final ClassicQueryEndpoints classic;
    private final QueryEndpoints queries;
    private final DataCloud dataCloud;
    private final Bandwidth bandwidth;
    private final SandboxServer server;
    private final Path certificate;

    private Sandbox(SandboxSettings settings, SandboxFolder folder, Clock clock) {
        this.folder = folder;
        Organization organization = Organization.load();
        ObjectCatalog catalog = ObjectCatalog.load(settings.objects());
        LakeCatalog connectors = LakeCatalog.load(settings.dataCloud());
        Sessions sessions = new Sessions(organization, clock);
        JwtCertificates certificates = JwtCertificates.in(folder.path("jwt-certificates"));
        OrgLimits limits = new OrgLimits(clock);
        Faults faults = new Faults();
        Traffic traffic = new Traffic(clock);
        SandboxCertificate tls =
                settings.tlsPort() == SandboxSettings.NO_TLS
                        ? null
                        : SandboxCertificate.in(folder.root(), clock);
        this.certificate = tls == null ? null : tls.pem();
        this.store = new OrgStore(folder.root(), catalog, organization, clock);
        JobList list = new JobList();
        this.ingest = new IngestEndpoints(store, limits, faults, list, folder.path("jobs"), clock);
        this.queryJobs =
                new QueryJobEndpoints(
                        store, limits, faults, list, folder.path("query-jobs"), clock);
        this.classic =
                new ClassicQueryEndpoints(
                        store, sessions, limits, folder.path("classic-results"), clock);
        this.queries = new QueryEndpoints(store);
        this.dataCloud =
                new DataCloud(
                        connectors,
                        settings.tenantUrl(),
                        folder.path("data-cloud"),
                        sessions,
                        faults,
                        clock);
        this.bandwidth = new Bandwidth(settings.bytesPerSecond());
        this.server = new SandboxServer();
        try {
            Router router = server.router();
            Resources resources = new Resources(router, folder.path("parts").toString());
            router.route().handler(bandwidth);
            router.route().handler(traffic::watch);
            FaultHandler playing =
                    new FaultHandler(faults, sessions, dataCloud::expireTokens, clock);
            router.route("/services/*").handler(playing);
            router.route("/api/*").handler(playing);
            router.route("/services/data/*").handler(new ApiVersions());
            RestEndpoints rest = new RestEndpoints(store, limits);
            rest.serveVersions(resources);
            new OAuthEndpoints(organization, sessions, certificates, clock).serve(resources);
            new SoapEndpoints(store, sessions, limits, clock).serve(resources);
            classic.serve(resources);
            router.route("/services/data/*").handler(new SessionGuard(sessions));
            router.route("/services/data/*").handler(new RequestMeter(limits));
            rest.serve(resources);
            queries.serve(resources);
            new RecordEndpoints(store, queries, new RecordWriter(store)).serve(resources);
            ingest.serve(resources);
            queryJobs.serve(resources);
            dataCloud.serve(
                    router, resources, new ExchangeEndpoint.Listeners(server::uri, server::tlsUri));
            new AdminEndpoints(
                            store,
                            ingest,
                            queryJobs,
                            sessions,
                            certificates,
                            limits,
                            bandwidth,
                            faults,
                            traffic,
                            dataCloud::reset)
                    .serve(resources);
            new StatusPage(store, ingest, dataCloud.arrivals(), faults, traffic).serve(resources);
            resources.close();
            server.listen(settings, tls);
            ingest.start();
            queryJobs.start();
            dataCloud.start();
        } catch (RuntimeException e) {
            server.close();
            bandwidth.close();
            ingest.close();
            queryJobs.close();
            classic.close();
            queries.close();
            dataCloud.close();
            store.close();
            throw e;
        }
    }

    /**
     * Starts a sandbox. It is ready when this returns.
     *
     * @throws IllegalStateException if a port is taken
     * @throws IllegalArgumentException if the objects' file is wrong
     */
    public static Sandbox start(SandboxSettings settings) {
        return start(settings, Clock.systemUTC());
    }

    static Sandbox start(SandboxSettings settings, Clock clock) {
        SandboxFolder folder = SandboxFolder.of(settings.folder());
        try {
            return new Sandbox(settings, folder, clock);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Its address for plain HTTP, such as {@code http://127.0.0.1:8080}. */
    public URI uri() {
        return server.uri();
    }

    /** Its address for HTTPS, unless TLS is switched off. */
    public Optional<URI> tlsUri() {
        return server.tlsUri();
    }

    /** PEM file of the self-signed certificate, for clients to trust. */
    public Optional<Path> certificate() {
        return Optional.ofNullable(certificate);
    }

    /** Who may sign in. */
    public SandboxCredentials credentials() {
        return SandboxCredentials.of(store.organization());
    }

    /** Stops serving. A temporary folder is deleted with all that is in it. */
    @Override
    public void close() {
        server.close();
        bandwidth.close();
        ingest.close();
        queryJobs.close();
        classic.close();
        queries.close();
        dataCloud.close();
        store.close();
        folder.close();
    }
}
