package io.saltroad.delivery;

/** A column would be sent that the Salesforce object does not take. Nothing has been sent yet. */
final class FieldRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    FieldRefusedException(String message) {
        super(message);
    }
}
