package io.saltroad.salesforce;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.internal.SalesforceSession;
import org.apache.camel.spi.annotations.Component;
import org.eclipse.jetty.client.internal.HttpContentResponse;
import org.eclipse.jetty.client.transport.HttpResponse;

/**
 * The {@code salesforce} component, which can also live on a session that somebody else opened.
 *
 * <p>The component knows no such way to sign in. It does know how to read the answer of a token
 * request, so it is given one that holds the token.
 */
@Component("salesforce")
final class OrgComponent extends SalesforceComponent {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The component cuts the org's id out of it, and nothing else. */
    private static final String UNKNOWN_USER = "/id/000000000000000000/000000000000000000";

    /**
     * A route goes on in these threads after an answer. So they also carry the uploads: 16 of each
     * of two exports that are staged, and some answers beside them. The component's own limit of 10
     * would let answers wait behind uploads.
     */
    private static final int WORKERS = 40;

    private final Optional<Session> given;
    private final SalesforceSession.SalesforceSessionListener listener;

    /**
     * @param given the session somebody else opened
     * @param listener told about each session from now on
     */
    OrgComponent(Optional<Session> given, SalesforceSession.SalesforceSessionListener listener) {
        this.given = given;
        this.listener = listener;
        setWorkerPoolSize(WORKERS);
        setWorkerPoolMaxSize(WORKERS);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        getSession().addListener(listener);
        if (given.isPresent()) {
            // A stopped session is not stopped again, and it is the stop that revokes the token.
            getSession().stop();
            seed(given.get());
        }
    }

    private void seed(Session session) throws Exception {
        String answer =
                JSON.writeValueAsString(
                        Map.of(
                                "access_token", session.accessToken(),
                                "instance_url", session.instanceUrl().toString(),
                                "id", UNKNOWN_USER));
        getSession()
                .parseLoginResponse(
                        new HttpContentResponse(
                                new HttpResponse(null).status(200), null, null, null),
                        answer);
    }
}
