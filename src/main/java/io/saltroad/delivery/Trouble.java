package io.saltroad.delivery;

import io.saltroad.ledger.Reason;
import java.util.Locale;

/**
 * Why a step failed, by what can be done about it.
 *
 * @param kind the class of failure
 * @param code a word that can be searched for
 * @param message a sentence for people, without secrets
 */
public record Trouble(Kind kind, String code, String message) {

    /** The classes of failure. */
    public enum Kind {
        /** The same may pass later. */
        TRANSIENT,
        /** The same may pass later, but it has been waited for long enough. */
        OVERDUE,
        /** The org's limits are used up; the gate is closed. */
        LIMITED,
        /** The session is over. */
        SESSION,
        /** Nobody gets in with these settings; the export is innocent. */
        SIGN_IN,
        /** Salesforce says no, and will again. */
        REFUSED,
        /** The export, or its feed, is not right. */
        EXPORT,
        /** Neither Salesforce nor the export: a disk, or a mistake of ours. */
        UNEXPECTED
    }

    Reason reason() {
        Kind named = kind == Kind.OVERDUE ? Kind.TRANSIENT : kind;
        return new Reason(named.name().toLowerCase(Locale.ROOT), code, message);
    }
}
