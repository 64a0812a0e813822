package io.saltroad.delivery;

/**
 * Salesforce or Data Cloud gives no answer to a question, for a reason that is not the records'.
 */
final class NotAskedException extends Exception {

    private static final long serialVersionUID = 1L;

    NotAskedException(String message) {
        super(message);
    }
}
