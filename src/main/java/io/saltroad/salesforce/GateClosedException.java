package io.saltroad.salesforce;

/** Nothing was asked of Salesforce, because the gate of the org is closed. */
public final class GateClosedException extends Exception {

    private static final long serialVersionUID = 1L;

    GateClosedException(String message) {
        super(message);
    }
}
