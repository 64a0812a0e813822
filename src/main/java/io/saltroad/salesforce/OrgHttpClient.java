package io.saltroad.salesforce;

import java.net.URI;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.component.salesforce.SalesforceHttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.client.transport.HttpResponse;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The Jetty client under the {@code salesforce} component, with an eye on what answers say about
 * limits. It follows no redirect and keeps no cookie; after a 401 it signs in and repeats the
 * request once, unless the session cannot be renewed.
 */
@SuppressWarnings("try") // Jetty's close() may throw InterruptedException; the component closes it
final class OrgHttpClient extends SalesforceHttpClient {

    /**
     * {@code Retry-After} under a name that reaches the exchange: the component passes on only
     * headers that begin with {@code Sforce}.
     */
    static final String RETRY_AFTER = "Sforce-Retry-After";

    private final LimitWatch watch;

    OrgHttpClient(
            CamelContext context,
            ExecutorService workers,
            SslContextFactory.Client tls,
            LimitWatch watch) {
        super(context, workers, tls);
        this.watch = watch;
        setFollowRedirects(false);
        setHttpCookieStore(new HttpCookieStore.Empty());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        getProtocolHandlers().put(new SignInAgain(this));
        // It takes any 401 without a challenge for a broken answer.
        getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
    }

    @Override
    public HttpRequest newHttpRequest(HttpConversation conversation, URI uri) {
        HttpRequest request = super.newHttpRequest(conversation, uri);
        request.onResponseHeaders(this::look);
        return request;
    }

    /** Raw calls would otherwise send the old token beside the new one. */
    @Override
    public Request copyRequest(Request old, URI uri) {
        Request copy = super.copyRequest(old, uri);
        return copy.headers(headers -> headers.remove("X-SFDC-Session"));
    }

    private void look(Response response) {
        watch.look(response.getStatus(), name -> response.getHeaders().get(name));
        String retryAfter = response.getHeaders().get(RetryAfter.HEADER);
        if (retryAfter != null && response instanceof HttpResponse head) {
            head.addHeader(new HttpField(RETRY_AFTER, retryAfter));
        }
    }
}
