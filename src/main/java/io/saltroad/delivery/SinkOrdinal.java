package io.saltroad.delivery;

import org.apache.camel.Exchange;

/** Counts the sinks that an export meets on its way through its feed. */
final class SinkOrdinal {

    private static final String SINKS = "sinks";

    private SinkOrdinal() {}

    /** The number of the sink that has the exchange now, from 1. */
    static int next(Exchange exchange) {
        int ordinal = exchange.getVariable(SINKS, 0, Integer.class) + 1;
        exchange.setVariable(SINKS, ordinal);
        return ordinal;
    }
}
