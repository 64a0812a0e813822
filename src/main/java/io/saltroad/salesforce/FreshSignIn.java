package io.saltroad.salesforce;

import java.net.URI;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.component.salesforce.SalesforceLoginConfig;
import org.apache.camel.component.salesforce.internal.SalesforceSession;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs in anew, for a token that is handed on to somebody else. It knows nothing of the session of
 * a {@link SalesforceConnection}, and revokes nothing, neither then nor at the end: for some ways
 * to sign in Salesforce gives the same token away again, so the session that ends might be one that
 * uploads a file.
 */
public final class FreshSignIn {

    private static final Logger LOG = LoggerFactory.getLogger(FreshSignIn.class);

    private final CamelContext context;
    private final SalesforceSettings settings;
    private final SSLContext trust;
    private final LimitWatch watch;
    private final FailureClassifier classifier;

    /**
     * @throws io.saltroad.settings.SettingsException if a keystore or the file of trusted
     *     certificates cannot be used
     */
    public FreshSignIn(
            CamelContext context, SalesforceSettings settings, LimitSignals signals, Clock clock) {
        this.context = context;
        this.settings = settings;
        this.trust = Trust.context(settings.trustedCertificates());
        this.watch = new LimitWatch(signals, clock);
        this.classifier = new FailureClassifier(clock);
        if (renewable()) {
            Login.config(settings).validate();
        }
    }

    /** How it signs in. */
    public SignIn way() {
        return settings.credentials().way();
    }

    /** Whether another call would give another token. */
    public boolean renewable() {
        return way() != SignIn.ACCESS_TOKEN;
    }

    /**
     * Opens a session, or gives the one that somebody else opened.
     *
     * @throws SignInException if Salesforce opens none
     */
    public Session signIn() {
        if (settings.credentials() instanceof Credentials.AccessToken given) {
            return new Session(given.accessToken(), settings.instanceUrl().orElseThrow());
        }
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setSslContext(trust);
        // Every two hours or so: not worth threads that stay.
        OrgHttpClient client = new OrgHttpClient(context, null, tls, watch);
        client.setConnectTimeout(settings.connectTimeout().toMillis());
        client.setIdleTimeout(settings.responseTimeout().toMillis());
        client.setMaxRetries(0);
        SalesforceLoginConfig config = Login.config(settings);
        SalesforceSession session =
                new SalesforceSession(
                        context, client, settings.responseTimeout().toMillis(), config);
        client.setSession(session);
        try {
            client.start();
            Login.at(session, classifier);
            return new Session(session.getAccessToken(), URI.create(session.getInstanceUrl()));
        } catch (SignInException e) {
            throw e;
        } catch (Exception e) {
            throw new SignInException(classifier.classify(e), e);
        } finally {
            stop(client);
        }
    }

    private static void stop(OrgHttpClient client) {
        try {
            client.stop();
        } catch (Exception e) {
            LOG.debug("The client of a sign-in has not stopped as it should", e);
        }
    }
}
