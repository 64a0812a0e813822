package io.saltroad;

import java.util.Set;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.EndpointStrategy;

/**
 * Keeps a feed that is only checked from sending anything to anybody. What beans of the feed's own
 * do is beyond its reach; they must be pure anyway, since exports are read more than once.
 */
final class NoSideEffects implements EndpointStrategy {

    /** Components that only call, or only tell us. */
    private static final Set<String> HARMLESS =
            Set.of(
                    "kamelet",
                    "direct",
                    "bean",
                    "class",
                    "language",
                    "log",
                    "dataformat",
                    // a sink, which registers a recipe; messages find no route that sends them
                    "data-cloud-messages");

    private final String feed;
    private volatile boolean over;

    NoSideEffects(String feed) {
        this.feed = feed;
    }

    /** The feed was gone through; what is asked from now on is asked by us. */
    void over() {
        over = true;
    }

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        String scheme = uri.split(":", 2)[0];
        if (!over && !HARMLESS.contains(scheme)) {
            throw new UncheckableFeedException(
                    "feed %s cannot be checked: it has a step that uses %s:, which would be done for real. Take the step out for the check, or deliver to a sandbox"
                            .formatted(feed, scheme));
        }
        return endpoint;
    }
}
