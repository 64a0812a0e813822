package io.saltroad.salesforce;

import org.apache.camel.component.salesforce.SalesforceHttpClient;
import org.apache.camel.component.salesforce.internal.client.SalesforceSecurityHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpRequest;

/**
 * Signs in again when a call is answered 401, as the component does, but leaves alone the answer to
 * a sign-in that is no part of a call: the component's own handler trips over a 401 there, and
 * whoever waits for the session waits for ever.
 */
final class SignInAgain extends SalesforceSecurityHandler {

    private static final String TOKENS = "/services/oauth2/token";

    SignInAgain(SalesforceHttpClient client) {
        super(client);
    }

    @Override
    public boolean accept(Request request, Response response) {
        return !isSignInAlone(request) && super.accept(request, response);
    }

    /** A sign-in after a 401 goes on in the conversation of the call, so it is not the first. */
    private static boolean isSignInAlone(Request request) {
        return String.valueOf(request.getPath()).endsWith(TOKENS)
                && request instanceof HttpRequest http
                && http.getConversation().getExchanges().size() == 1;
    }
}
