package io.saltroad.salesforce;

import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.CamelContext;
import org.apache.camel.component.salesforce.AuthenticationType;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;
import org.apache.camel.component.salesforce.SalesforceLoginConfig;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.internal.SalesforceSession;
import org.apache.camel.support.service.ServiceHelper;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection to an org. It binds the components that the routes use and shares one session
 * between them.
 *
 * <ul>
 *   <li>{@code salesforce}: signs in, and makes the small calls.
 *   <li>{@code salesforce-http}: uploads files and streams results, see {@link OrgHttp}.
 * </ul>
 *
 * <p>Both sign in when they are first needed, so that a start does not depend on the org. After a
 * 401 both sign in again and repeat the request once: Salesforce has not processed it. Nothing else
 * is ever repeated here. They end with their Camel context, which then revokes the token, unless
 * somebody else has opened the session.
 */
public final class SalesforceConnection {

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
        context.addComponent(HTTP_COMPONENT, OrgHttp.component(connection, settings, trust, watch));
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
        component.setLoginConfig(loginConfig());
        component.setHttpClientConnectionTimeout(settings.connectTimeout().toMillis());
        component.setHttpClientIdleTimeout(settings.responseTimeout().toMillis());
        component.setHttpRequestTimeout(settings.responseTimeout().toMillis());
        component.setHttpMaxContentLength(LARGEST_ANSWER);
        // A package without classes: we use no generated ones, and without a name it complains.
        component.setPackages("io.saltroad.salesforce.none");
    }

    private SalesforceLoginConfig loginConfig() {
        SalesforceLoginConfig config = new SilentLoginConfig();
        config.setLazyLogin(true);
        config.setLoginUrl(settings.loginUrl().toString());
        settings.instanceUrl().map(URI::toString).ifPresent(config::setInstanceUrl);
        Credentials credentials = settings.credentials();
        if (credentials instanceof Credentials.ClientCredentials app) {
            config.setType(AuthenticationType.CLIENT_CREDENTIALS);
            config.setClientId(app.clientId());
            config.setClientSecret(app.clientSecret());
        } else if (credentials instanceof Credentials.Jwt jwt) {
            config.setType(AuthenticationType.JWT);
            config.setClientId(jwt.clientId());
            config.setUserName(jwt.username());
            config.setKeystore(new SigningKey(jwt));
        } else if (credentials instanceof Credentials.RefreshToken refresh) {
            config.setType(AuthenticationType.REFRESH_TOKEN);
            config.setClientId(refresh.clientId());
            refresh.clientSecret().ifPresent(config::setClientSecret);
            config.setRefreshToken(refresh.refreshToken());
        } else if (credentials instanceof Credentials.Password password) {
            config.setType(AuthenticationType.USERNAME_PASSWORD);
            config.setClientId(password.clientId());
            config.setClientSecret(password.clientSecret());
            config.setUserName(password.username());
            config.setPassword(password.password() + password.securityToken().orElse(""));
        }
        return config;
    }

    /** Such as {@code 66.0}. */
    public String apiVersion() {
        return settings.apiVersion();
    }

    /** Whether {@link #renew} can open another session. */
    public boolean renewable() {
        return settings.credentials().way() != SignIn.ACCESS_TOKEN;
    }

    /**
     * The session there is. Signs in if there is none yet.
     *
     * @throws SignInException if that fails
     */
    public Session session() {
        Session session = current;
        return session != null ? session : renew(null);
    }

    /**
     * Opens a new session in place of one that Salesforce no longer takes. Of several threads that
     * ask at the same time one signs in, and the others get its session.
     *
     * @param stale the session that was refused
     * @throws SignInException if there is no new session
     */
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
            signIn(component.getSession());
            return current;
        } finally {
            signingIn.unlock();
        }
    }

    /**
     * Not with {@link SalesforceSession#login}: that would revoke the old token first, for which it
     * puts the token into an URL, and which ends requests under way if the token is still good.
     */
    private void signIn(SalesforceSession session) {
        try {
            ContentResponse answer = session.getLoginRequest(null).send();
            session.parseLoginResponse(answer, answer.getContentAsString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SignInException(classifier.classify(e), e);
        } catch (SalesforceException | TimeoutException | ExecutionException e) {
            throw new SignInException(classifier.classify(e), e);
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

    /** Its parent writes the refresh token into the debug log. */
    private static final class SilentLoginConfig extends SalesforceLoginConfig {

        @Override
        public String toString() {
            return "sign-in at " + getLoginUrl();
        }
    }
}
