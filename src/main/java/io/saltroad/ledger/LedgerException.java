package io.saltroad.ledger;

/** The ledger cannot be used. Nothing is delivered without it. */
public final class LedgerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private LedgerException(String message, Throwable cause) {
        super(message, cause);
    }

    static LedgerException cannotOpen(String url, RuntimeException cause) {
        return new LedgerException(
                "cannot open the ledger %s (saltroad.ledger.url): %s"
                        .formatted(url, cause.getMessage()),
                cause);
    }
}
