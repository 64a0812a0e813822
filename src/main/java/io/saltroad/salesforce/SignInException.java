package io.saltroad.salesforce;

/** There is no session, and none could be opened. */
public final class SignInException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public SignInException(Failure failure, Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    /** What can be done about it. */
    public Failure failure() {
        return failure;
    }
}
