package io.saltroad.salesforce;

import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.CamelContext;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;
import org.apache.camel.component.salesforce.internal.SalesforceSession;
import org.apache.camel.support.service.ServiceHelper;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection to an org. It binds the components that the routes use and shares one session
 * between them.
 *
 * <ul>
 *   <li>{@code salesforce}: signs in, and makes the small calls.
 *   <li>{@code salesforce-http}: uploads files and streams results, see {@link SessionHttp}.
 * </ul>
 *
 * <p>Both sign in when they are first needed, so that a start does not depend on the org. After a
 * 401 both sign in again and repeat the request once: Salesforce has not processed it. Nothing else
 * is ever repeated here. They end with their Camel context, which then revokes the token, unless
 * somebody else has opened the session.
 */
public final class SalesforceConnection implements Sessions {

    /** The component for uploads and results. */
    public static final String HTTP_COMPONENT = "salesforce-http";

    private static final Logger LOG = LoggerFactory.getLogger(SalesforceConnection.class);

    /** Threads that take answers of the small calls on through their routes. */
    private static final int WORKERS = 4;

    /** The description of an object with many fields takes megabytes. */
    private static final int LARGEST_ANSWER = 16 * 1024 * 1024;

    private final SalesforceSettings settings;
    private final FailureClassifier classifier;
    private final OrgComponent component;
    private final ReentrantLock signingIn = new ReentrantLock();
    private volatile Session current;

    private SalesforceConnection(SalesforceSettings settings, Clock clock) {
        this.settings = settings;
        this.classifier = new FailureClassifier(clock);
        this.component = new OrgComponent(given(settings), new SessionKeeper());
    }

    /**
     * Adds the components to a context.
     *
     * @throws io.saltroad.settings.SettingsException if a keystore or the file of trusted
     *     certificates cannot be used
     */
    public static SalesforceConnection bind(
            CamelContext context, SalesforceSettings settings, LimitSignals signals) {
        return bind(context, settings, signals, Clock.systemUTC());
    }

    /**
     * @param clock for a Retry-After in seconds
     */
    static SalesforceConnection bind(
            CamelContext context, SalesforceSettings settings, LimitSignals signals, Clock clock) {
        warn(settings);
        SalesforceConnection connection = new SalesforceConnection(settings, clock);
        LimitWatch watch = new LimitWatch(signals, clock);
        var trust = Trust.context(settings.trustedCertificates());

        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setSslContext(trust);
        OrgHttpClient client =
                new OrgHttpClient(
                        context,
                        context.getExecutorServiceManager()
                                .newFixedThreadPool(connection, "salesforce", WORKERS),
                        tls,
                        watch);
        client.setMaxRetries(connection.renewable() ? 1 : 0);
        connection.configure(client);
        context.addComponent("salesforce", connection.component);
        // A context starts the steps inside a split before it starts its components.
        ServiceHelper.startService(connection.component);
        context.addComponent(
                HTTP_COMPONENT, SessionHttp.toOrg(connection, settings, trust, watch).component());
        return connection;
    }

    private static void warn(SalesforceSettings settings) {
        if (settings.credentials().way() == SignIn.PASSWORD) {
            LOG.warn(
                    "{} = password: Salesforce retires this way to sign in. Change to client-credentials or jwt",
                    SalesforceSettings.SIGN_IN);
        }
        if ("http".equals(settings.loginUrl().getScheme())) {
            LOG.warn(
                    "{} is not https: secrets travel in the clear. Good for a sandbox on this machine only",
                    settings.loginUrl());
        }
    }

    private static Optional<Session> given(SalesforceSettings settings) {
        return settings.credentials() instanceof Credentials.AccessToken token
                ? Optional.of(
                        new Session(token.accessToken(), settings.instanceUrl().orElseThrow()))
                : Optional.empty();
    }

    private void configure(OrgHttpClient client) {
        SalesforceEndpointConfig defaults = new SalesforceEndpointConfig();
        defaults.setApiVersion(settings.apiVersion());
        defaults.setHttpClient(client);
        component.setConfig(defaults);
        component.setLoginConfig(Login.config(settings));
        component.setHttpClientConnectionTimeout(settings.connectTimeout().toMillis());
        component.setHttpClientIdleTimeout(settings.responseTimeout().toMillis());
        component.setHttpRequestTimeout(settings.responseTimeout().toMillis());
        component.setHttpMaxContentLength(LARGEST_ANSWER);
        // A package without classes: we use no generated ones, and without a name it complains.
        component.setPackages("io.saltroad.salesforce.none");
    }

    /** Such as {@code 66.0}. */
    public String apiVersion() {
        return settings.apiVersion();
    }

    @Override
    public boolean renewable() {
        return settings.credentials().way() != SignIn.ACCESS_TOKEN;
    }

    @Override
    public Session session() {
        Session session = current;
        return session != null ? session : renew(null);
    }

    @Override
    public Session renew(Session stale) {
        signingIn.lock();
        try {
            Session newer = current;
            if (newer != null && !newer.equals(stale)) {
                return newer;
            }
            if (!renewable()) {
                throw new SignInException(
                        new Failure.SignInRefused(
                                "ACCESS_TOKEN_OVER",
                                "Salesforce no longer takes the session of %saccess-token, and a session that somebody else opened cannot be renewed here. Set a new one and start again, or choose another %s"
                                        .formatted(
                                                SalesforceSettings.PREFIX,
                                                SalesforceSettings.SIGN_IN)),
                        null);
            }
            Login.at(component.getSession(), classifier);
            return current;
        } finally {
            signingIn.unlock();
        }
    }

    /** Takes every session down, also one that the component has opened by itself. */
    private final class SessionKeeper implements SalesforceSession.SalesforceSessionListener {

        @Override
        public void onLogin(String accessToken, String instanceUrl) {
            current = new Session(accessToken, URI.create(instanceUrl));
        }

        @Override
        public void onLogout() {
            current = null;
        }
    }
}
