package io.saltroad.salesforce;

/**
 * Is told about every answer that names a limit, whichever client received it.
 *
 * <p>Called on the threads of the HTTP clients, several at a time: it must be quick. Requests that
 * were under way together are refused together, so the same limit is told several times.
 */
public interface LimitSignals {

    /** Salesforce asks us to pause. */
    void limited(Limit limit);

    /** API requests that the org used within 24 hours, and how many it may use. */
    void usage(long used, long max);
}
