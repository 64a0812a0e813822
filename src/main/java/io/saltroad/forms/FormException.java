package io.saltroad.forms;

import java.util.List;

/** The route files do not fit the kamelets, or each other. Nothing has been started. */
public final class FormException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FormException(String message) {
        super(message);
    }

    FormException(List<String> mistakes) {
        super(String.join("\n", mistakes));
    }
}
