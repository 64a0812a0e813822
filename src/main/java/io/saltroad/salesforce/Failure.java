package io.saltroad.salesforce;

import java.time.Instant;
import java.util.Optional;

/**
 * What can be done about a failed request. Closed on purpose: a new kind must be decided about
 * everywhere. Messages are for people and hold no secret.
 */
public sealed interface Failure {

    /** Salesforce's error code, or a word of ours such as {@code CONNECT_TIMEOUT}. */
    String code();

    String message();

    /**
     * The same request may pass later. Whether Salesforce has processed it is not known, so ask for
     * the job's state before anything is done again.
     */
    record Transient(String code, String message) implements Failure {}

    /**
     * The org's limits are used up: nothing was processed, and others will be refused too.
     *
     * @param until when to come back, if Salesforce said so
     */
    record Limited(String code, String message, Optional<Instant> until) implements Failure {}

    /** The session is over: nothing was processed. */
    record SessionExpired(String code, String message) implements Failure {}

    /** Nobody gets in with these settings. Nothing is wrong with what was to be sent. */
    record SignInRefused(String code, String message) implements Failure {}

    /**
     * Salesforce says no, and will do so again.
     *
     * @param status HTTP status, for example 404
     */
    record Refused(int status, String code, String message) implements Failure {}

    /** No answer of Salesforce and no failure of the network: a disk, or a mistake of ours. */
    record Unexpected(String code, String message) implements Failure {}
}
