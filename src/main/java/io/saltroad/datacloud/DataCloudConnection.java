package io.saltroad.datacloud;

import io.saltroad.salesforce.FreshSignIn;
import io.saltroad.salesforce.LimitSignals;
import io.saltroad.salesforce.SalesforceSettings;
import io.saltroad.salesforce.Session;
import io.saltroad.salesforce.SessionHttp;
import io.saltroad.salesforce.Sessions;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.CamelContext;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection to a tenant of Data Cloud. It binds the component {@code data-cloud-http} and
 * keeps its session.
 *
 * <p>The session comes from a token of the org, which is exchanged for one of Data Cloud. It is
 * opened when it is first needed, and renewed some minutes before Data Cloud ends it, or after a
 * 401, when the request is repeated once: Data Cloud has not processed it. Each time a fresh token
 * of the org is taken, from a sign-in that knows nothing of the session of {@link
 * io.saltroad.salesforce.SalesforceConnection}; nothing is revoked. Nothing but that is ever
 * repeated here. All ends with the Camel context.
 */
public final class DataCloudConnection {

    /** The component for all calls to the tenant. */
    public static final String HTTP_COMPONENT = "data-cloud-http";

    private static final Logger LOG = LoggerFactory.getLogger(DataCloudConnection.class);

    /** Beside those of the streaming requests: uploads, looks at jobs, queries. */
    private static final int OTHER_CONNECTIONS = 32;

    /** From this size on, in bytes, it pays to ask before a body is sent. */
    private static final long ASKS_FROM = 1_000_000;

    private final Clock clock;
    private final TokenExchange exchange;
    private final CloseableHttpClient http;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile TenantSession current;

    private DataCloudConnection(
            CamelContext context,
            SalesforceSettings salesforce,
            DataCloudSettings settings,
            LimitSignals signals,
            Clock clock) {
        this.clock = clock;
        SessionHttp sessionHttp =
                SessionHttp.to(
                        "Data Cloud",
                        new Tokens(),
                        salesforce,
                        signals,
                        clock,
                        OTHER_CONNECTIONS + settings.parallelRequests(),
                        ASKS_FROM);
        this.exchange =
                new TokenExchange(
                        new FreshSignIn(context, salesforce, signals, clock),
                        sessionHttp.withoutToken(),
                        settings,
                        clock);
        this.http = sessionHttp.client();
        context.addComponent(HTTP_COMPONENT, sessionHttp.component());
    }

    /**
     * Adds the component to a context.
     *
     * @param signals are told about limits of the tenant
     * @throws io.saltroad.settings.SettingsException if a keystore or the file of trusted
     *     certificates cannot be used
     */
    public static DataCloudConnection bind(
            CamelContext context,
            SalesforceSettings salesforce,
            DataCloudSettings settings,
            LimitSignals signals) {
        return bind(context, salesforce, settings, signals, Clock.systemUTC());
    }

    /**
     * @param clock for the end of sessions, and for a Retry-After in seconds
     */
    static DataCloudConnection bind(
            CamelContext context,
            SalesforceSettings salesforce,
            DataCloudSettings settings,
            LimitSignals signals,
            Clock clock) {
        settings.instanceUrl()
                .map(URI::getScheme)
                .filter("http"::equals)
                .ifPresent(
                        scheme ->
                                LOG.warn(
                                        "{} is not https: secrets travel in the clear. Good for a sandbox on this machine only",
                                        DataCloudSettings.INSTANCE_URL));
        return new DataCloudConnection(context, salesforce, settings, signals, clock);
    }

    /**
     * A session that Data Cloud takes, as far as is known. Opens one if there is none, or if its
     * end is near.
     *
     * @throws io.saltroad.salesforce.SignInException if that fails
     */
    public TenantSession session() {
        TenantSession session = current;
        return isGood(session) ? session : renew(session);
    }

    /**
     * Opens a new session in place of one that is no longer taken. Of several threads that ask at
     * the same time one signs in, and the others get its session.
     *
     * @param stale the session that was refused; null if there was none
     * @throws io.saltroad.salesforce.SignInException if there is no new session
     */
    public TenantSession renew(TenantSession stale) {
        return renewToken(stale == null ? null : stale.accessToken());
    }

    private TenantSession renewToken(String stale) {
        renewing.lock();
        try {
            TenantSession newer = current;
            if (isGood(newer) && !newer.accessToken().equals(stale)) {
                return newer;
            }
            TenantSession fresh = exchange.exchange();
            current = fresh;
            LOG.debug("Signed in to Data Cloud: {}", fresh);
            return fresh;
        } finally {
            renewing.unlock();
        }
    }

    private boolean isGood(TenantSession session) {
        return session != null && clock.instant().isBefore(session.renewAt());
    }

    /** A client that does as the component does, for answers that are no exchange. */
    CloseableHttpClient http() {
        return http;
    }

    private final class Tokens implements Sessions {

        @Override
        public Session session() {
            return plain(DataCloudConnection.this.session());
        }

        @Override
        public Session renew(Session stale) {
            return plain(renewToken(stale.accessToken()));
        }

        /** A session that somebody else opened at the org can be exchanged once more, too. */
        @Override
        public boolean renewable() {
            return true;
        }

        private static Session plain(TenantSession session) {
            return new Session(session.accessToken(), session.instanceUrl());
        }
    }
}
