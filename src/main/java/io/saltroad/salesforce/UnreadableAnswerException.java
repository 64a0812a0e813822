package io.saltroad.salesforce;

import java.io.IOException;

/** An answer that says all is well is not what was asked for: a web page, or JSON cut short. */
public final class UnreadableAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message for people, naming what was expected
     * @param cause null if there is none
     */
    public UnreadableAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
