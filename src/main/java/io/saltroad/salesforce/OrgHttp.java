package io.saltroad.salesforce;

import java.io.IOException;
import javax.net.ssl.SSLContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The Apache client for big bodies, as a Camel component.
 *
 * <p>It puts the token on requests to the org itself, so no exchange ever holds it. Out of the box
 * this client repeats a PUT after a lost connection or a 503, which loses data here (a second
 * upload poisons a job): all that is off, and so are redirects and cookies. Uploads ask first
 * ({@code Expect: 100-continue}), so a refusal does not cost the way of the whole file.
 */
final class OrgHttp implements ExecChainHandler {

    private static final int CONNECTIONS = 32;

    private final SalesforceConnection connection;
    private final LimitWatch watch;

    private OrgHttp(SalesforceConnection connection, LimitWatch watch) {
        this.connection = connection;
        this.watch = watch;
    }

    static HttpComponent component(
            SalesforceConnection connection,
            SalesforceSettings settings,
            SSLContext trust,
            LimitWatch watch) {
        HttpComponent component = new HttpComponent();
        component.setClientConnectionManager(connections(settings, trust));
        component.setHeaderFilterStrategy(new OwnHeaders());
        component.setRedirectHandlingDisabled(true);
        component.setAutomaticRetriesDisabled(true);
        component.setCookieManagementDisabled(true);
        component.setAuthCachingDisabled(true);
        RequestConfig requests =
                RequestConfig.custom()
                        .setResponseTimeout(timeout(settings.responseTimeout().toMillis()))
                        .setConnectionRequestTimeout(timeout(settings.responseTimeout().toMillis()))
                        .setExpectContinueEnabled(true)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build();
        component.setHttpClientConfigurer(
                builder ->
                        builder.setDefaultRequestConfig(requests)
                                .addExecInterceptorFirst(
                                        "salesforce", new OrgHttp(connection, watch)));
        return component;
    }

    private static PoolingHttpClientConnectionManager connections(
            SalesforceSettings settings, SSLContext trust) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(trust))
                .setMaxConnPerRoute(CONNECTIONS)
                .setMaxConnTotal(CONNECTIONS)
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

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Session session = connection.session();
        if (!isOrg(scope.route.getTargetHost(), session)) {
            return chain.proceed(request, scope);
        }
        ClassicHttpResponse answer = send(request, session, scope, chain);
        boolean canRepeat = request.getEntity() == null || request.getEntity().isRepeatable();
        if (answer.getCode() != HttpStatus.SC_UNAUTHORIZED
                || !canRepeat
                || !connection.renewable()) {
            return answer;
        }
        EntityUtils.consumeQuietly(answer.getEntity());
        answer.close();
        return send(request, connection.renew(session), scope, chain);
    }

    private ClassicHttpResponse send(
            ClassicHttpRequest request, Session session, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        // A copy, since the rest of the chain adds headers that it does not take twice.
        ClassicHttpRequest own = ClassicRequestBuilder.copy(request).build();
        own.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + session.accessToken());
        ClassicHttpResponse answer = chain.proceed(own, scope);
        watch.look(
                answer.getCode(),
                name -> {
                    Header header = answer.getFirstHeader(name);
                    return header == null ? null : header.getValue();
                });
        return answer;
    }

    /** The token goes to the org and to nobody else. */
    private static boolean isOrg(HttpHost target, Session session) {
        HttpHost org = HttpHost.create(session.instanceUrl());
        return org.getSchemeName().equals(target.getSchemeName())
                && org.getHostName().equalsIgnoreCase(target.getHostName())
                && port(org) == port(target);
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
