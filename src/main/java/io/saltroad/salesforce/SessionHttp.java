package io.saltroad.salesforce;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.commons.io.IOUtils;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The Apache client for an API that takes a token, as a Camel component and as it is. Both share
 * their connections, which end with the component.
 *
 * <p>It puts the token on requests to the address of the session itself, so no exchange ever holds
 * it. After a 401 it takes a new session and repeats the request once: nothing was processed. Out
 * of the box this client repeats a PUT after a lost connection or a 503, which loses data here (a
 * second upload poisons a job): all that is off, and so are redirects and cookies. Uploads ask
 * first ({@code Expect: 100-continue}), so a refusal does not cost the way of the whole file.
 */
public final class SessionHttp {

    private final Sessions sessions;
    private final LimitWatch watch;
    private final long asksFrom;
    private final PoolingHttpClientConnectionManager connections;
    private final RequestConfig requests;

    private SessionHttp(
            Sessions sessions,
            SalesforceSettings settings,
            SSLContext trust,
            LimitWatch watch,
            int connections,
            long asksFrom) {
        this.sessions = sessions;
        this.watch = watch;
        this.asksFrom = asksFrom;
        this.connections = connections(settings, trust, connections);
        this.requests =
                RequestConfig.custom()
                        .setResponseTimeout(timeout(settings.responseTimeout().toMillis()))
                        .setConnectionRequestTimeout(timeout(settings.responseTimeout().toMillis()))
                        .setExpectContinueEnabled(false)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build();
    }

    static SessionHttp toOrg(
            Sessions sessions, SalesforceSettings settings, SSLContext trust, LimitWatch watch) {
        return new SessionHttp(sessions, settings, trust, watch, 32, 1);
    }

    /**
     * To an API beside the org's own, with the timeouts and the trust of the org's.
     *
     * @param who answers there, for people
     * @param clock for a Retry-After in seconds
     * @param connections the most at the same time
     * @param asksFrom bytes of a body that is not sent unless the other end wants it
     * @throws io.saltroad.settings.SettingsException if the file of trusted certificates cannot be
     *     used
     */
    public static SessionHttp to(
            String who,
            Sessions sessions,
            SalesforceSettings settings,
            LimitSignals signals,
            Clock clock,
            int connections,
            long asksFrom) {
        return new SessionHttp(
                sessions,
                settings,
                Trust.context(settings.trustedCertificates()),
                new LimitWatch(who, signals, clock),
                connections,
                asksFrom);
    }

    /** The component. To be added to a context, which starts and stops it. */
    public HttpComponent component() {
        HttpComponent component = new HttpComponent();
        component.setClientConnectionManager(connections);
        component.setHeaderFilterStrategy(new OwnHeaders());
        component.setRedirectHandlingDisabled(true);
        component.setAutomaticRetriesDisabled(true);
        component.setCookieManagementDisabled(true);
        component.setAuthCachingDisabled(true);
        component.setHttpClientConfigurer(
                builder ->
                        builder.setDefaultRequestConfig(requests)
                                .addExecInterceptorFirst("session", new PutsTokenOn()));
        return component;
    }

    /** The client by itself. It need not be closed. */
    public CloseableHttpClient client() {
        return plain().addExecInterceptorFirst("session", new PutsTokenOn()).build();
    }

    /** The client without a token, for a sign-in. It need not be closed. */
    public CloseableHttpClient withoutToken() {
        return plain().addExecInterceptorFirst("limits", this::look).build();
    }

    private HttpClientBuilder plain() {
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setConnectionManagerShared(true)
                .setDefaultRequestConfig(requests)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching();
    }

    private static PoolingHttpClientConnectionManager connections(
            SalesforceSettings settings, SSLContext trust, int most) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(trust))
                .setMaxConnPerRoute(most)
                .setMaxConnTotal(most)
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(timeout(settings.connectTimeout().toMillis()))
                                .setSocketTimeout(timeout(settings.responseTimeout().toMillis()))
                                // Since nothing is repeated, a dead connection must be found out
                                // before it is used.
                                .setValidateAfterInactivity(TimeValue.ofMilliseconds(500))
                                .build())
                .build();
    }

    private static Timeout timeout(long millis) {
        return Timeout.ofMilliseconds(millis);
    }

    private final class PutsTokenOn implements ExecChainHandler {

        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
                throws IOException, HttpException {
            Session session = sessions.session();
            if (!isMeant(scope.route.getTargetHost(), session)) {
                return chain.proceed(request, scope);
            }
            ClassicHttpResponse answer = send(request, session, scope, chain);
            boolean canRepeat = request.getEntity() == null || request.getEntity().isRepeatable();
            if (answer.getCode() != HttpStatus.SC_UNAUTHORIZED
                    || !canRepeat
                    || !sessions.renewable()) {
                return answer;
            }
            EntityUtils.consumeQuietly(answer.getEntity());
            answer.close();
            return send(request, sessions.renew(session), scope, chain);
        }

        private ClassicHttpResponse send(
                ClassicHttpRequest request, Session session, ExecChain.Scope scope, ExecChain chain)
                throws IOException, HttpException {
            // A copy, since the rest of the chain adds headers that it does not take twice.
            ClassicHttpRequest own = ClassicRequestBuilder.copy(request).build();
            own.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + session.accessToken());
            if (isLarge(own.getEntity())) {
                own.setHeader(HttpHeaders.EXPECT, HeaderElements.CONTINUE);
                own.setEntity(new LargeBlocks(own.getEntity(), scope.execRuntime));
            }
            return look(own, scope, chain);
        }
    }

    private ClassicHttpResponse look(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse answer = chain.proceed(request, scope);
        watch.look(
                answer.getCode(),
                name -> {
                    Header header = answer.getFirstHeader(name);
                    return header == null ? null : header.getValue();
                });
        return answer;
    }

    /** A body of unknown length may be large. */
    private boolean isLarge(HttpEntity entity) {
        return entity != null
                && (entity.getContentLength() < 0 || entity.getContentLength() >= asksFrom);
    }

    /**
     * A body that goes out in blocks of 128 kB. The entities of the client read 4 kB and write 8 kB
     * at a time, which costs more than all else that an upload does.
     *
     * <p>If it breaks off, the connection is cut first: the client would end a body of unknown
     * length in good order, and Salesforce would take what has come for the whole.
     */
    private static final class LargeBlocks extends HttpEntityWrapper {

        private static final int BLOCK = 1 << 17;

        private final ExecRuntime connection;

        LargeBlocks(HttpEntity body, ExecRuntime connection) {
            super(body);
            this.connection = connection;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            boolean complete = false;
            try (InputStream in = getContent()) {
                IOUtils.copyLarge(in, out, new byte[BLOCK]);
                complete = true;
            } finally {
                if (!complete) {
                    connection.discardEndpoint();
                }
            }
        }
    }

    /** The token goes to the address of the session and to nobody else. */
    private static boolean isMeant(HttpHost target, Session session) {
        HttpHost own = HttpHost.create(session.instanceUrl());
        return own.getSchemeName().equals(target.getSchemeName())
                && own.getHostName().equalsIgnoreCase(target.getHostName())
                && port(own) == port(target);
    }

    private static int port(HttpHost host) {
        if (host.getPort() > 0) {
            return host.getPort();
        }
        return "https".equals(host.getSchemeName()) ? 443 : 80;
    }

    /** Headers of a route are none of Salesforce's business, and the other way round. */
    private static final class OwnHeaders implements HeaderFilterStrategy {

        @Override
        public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
            return !HttpHeaders.ACCEPT.equalsIgnoreCase(name);
        }

        /** Keeps what Bulk API 2.0 says about results: number of records, locator. */
        @Override
        public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
            return !name.regionMatches(true, 0, "Sforce-", 0, "Sforce-".length());
        }
    }
}
