package io.saltroad.salesforce;

/** Where an HTTP client takes its token from. */
public interface Sessions {

    /**
     * The session there is. Signs in if there is none yet.
     *
     * @throws SignInException if that fails
     */
    Session session();

    /**
     * Opens a new session in place of one that is no longer taken. Of several threads that ask at
     * the same time one signs in, and the others get its session.
     *
     * @param stale the session that was refused
     * @throws SignInException if there is no new session
     */
    Session renew(Session stale);

    /** Whether {@link #renew} can open another session. */
    boolean renewable();
}
