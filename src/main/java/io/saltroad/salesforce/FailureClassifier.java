package io.saltroad.salesforce;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.RestError;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * Answers the question: what can be done about this failure?
 *
 * <p>It knows what both clients throw: {@link HttpOperationFailedException} of uploads and results,
 * {@link SalesforceException} of everything else, which hides Retry-After, and says status 0 both
 * for a lost connection and for an error whose body is not JSON. Tenants of Data Cloud are asked
 * through the first of the two, and have an error body of their own.
 */
public final class FailureClassifier {

    /** Source: Bulk API 2.0 and REST API Developer Guides, "Status Codes and Error Responses". */
    private static final Set<String> LIMIT_CODES =
            Set.of("REQUEST_LIMIT_EXCEEDED", "EXCEEDEDQUOTA", "LIMIT_EXCEEDED");

    private static final Set<String> SESSION_CODES =
            Set.of("INVALID_SESSION_ID", "INVALIDSESSIONID", "INVALID_AUTH_HEADER");

    private static final Set<String> PASSING_CODES =
            Set.of("SERVER_UNAVAILABLE", "UNABLE_TO_LOCK_ROW", "TIMEOUT");

    /**
     * 408 and 425 by RFC 9110 and 8470; 420: Salesforce Edge has no route to the host, for example
     * while an org starts.
     */
    private static final Set<Integer> PASSING_STATUS = Set.of(408, 420, 425, 500, 502, 503, 504);

    private static final String UNREADABLE = "UNREADABLE_ANSWER";

    private final Clock clock;

    public FailureClassifier(Clock clock) {
        this.clock = clock;
    }

    /** The failure of an exchange, with what its headers still know of the answer. */
    public Failure classify(Exchange exchange) {
        Throwable error = exchange.getException();
        if (error == null) {
            error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        }
        if (error == null) {
            throw new IllegalArgumentException("the exchange has not failed");
        }
        return classify(error, Head.of(exchange.getMessage()));
    }

    public Failure classify(Throwable error) {
        return classify(error, new Head(0, null));
    }

    private Failure classify(Throwable error, Head head) {
        // Who signs in has looked at the answer already, and knows that nobody else is to blame.
        for (Throwable cause : innermostFirst(error)) {
            if (cause instanceof SignInException signIn) {
                return signIn.failure();
            }
        }
        // The innermost cause knows best: outer ones often say status 0, or the status of an
        // answer that broke off.
        for (Throwable cause : innermostFirst(error)) {
            Optional<Failure> failure = known(cause, head);
            if (failure.isPresent()) {
                return failure.get();
            }
        }
        return unknown(error);
    }

    /**
     * What the component has put on the message though its exception does not say it.
     *
     * @param status 0 if unknown
     * @param retryAfter null if there was none
     */
    private record Head(int status, String retryAfter) {

        static Head of(Message message) {
            Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            return new Head(
                    status == null ? 0 : status,
                    message.getHeader(OrgHttpClient.RETRY_AFTER, String.class));
        }
    }

    private static Deque<Throwable> innermostFirst(Throwable error) {
        Deque<Throwable> chain = new ArrayDeque<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = error; cause != null && seen.add(cause); cause = cause.getCause()) {
            chain.addFirst(cause);
        }
        return chain;
    }

    private Optional<Failure> known(Throwable error, Head head) {
        if (error instanceof HttpOperationFailedException http) {
            return Optional.of(
                    answered(
                            http.getStatusCode(),
                            ErrorBody.of(http.getResponseBody()),
                            header(http.getResponseHeaders(), RetryAfter.HEADER)));
        }
        if (error instanceof SalesforceException salesforce) {
            return known(salesforce, head);
        }
        if (error instanceof UnreadableAnswerException unreadable) {
            return Optional.of(
                    new Failure.Transient(
                            UNREADABLE, Secret.hidden(String.valueOf(unreadable.getMessage()))));
        }
        return NetworkFailure.of(error);
    }

    /** {@link HttpOperationFailedException} keeps header names as they came. */
    private static String header(Map<String, String> headers, String name) {
        if (headers == null) {
            return null;
        }
        return headers.entrySet().stream()
                .filter(header -> name.equalsIgnoreCase(header.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private Optional<Failure> known(SalesforceException error, Head head) {
        String message = String.valueOf(error.getMessage());
        if (message.startsWith("Login error")) {
            return Optional.of(signInAnswered(error.getStatusCode(), message, head.retryAfter()));
        }
        if (!error.getErrors().isEmpty()) {
            RestError first = error.getErrors().get(0);
            String code = String.valueOf(first.getErrorCode());
            String text = String.valueOf(first.getMessage());
            return Optional.of(
                    SignInHint.knows(code) || "rate_limit_exceeded".equals(code)
                            ? signInRefused(code, text, head.retryAfter())
                            : answered(
                                    error.getStatusCode(),
                                    new ErrorBody(code, text),
                                    head.retryAfter()));
        }
        if (error.getStatusCode() >= 300) {
            return Optional.of(
                    answered(error.getStatusCode(), ErrorBody.of(message), head.retryAfter()));
        }
        if (message.startsWith("Error un")) {
            return Optional.of(unreadable(head));
        }
        return Optional.empty();
    }

    /** "Error un-marshaling" and "Error unmarshalling" are both spelled there. */
    private Failure unreadable(Head head) {
        return head.status() >= 300
                ? answered(
                        head.status(),
                        new ErrorBody("", "an answer that is not JSON"),
                        head.retryAfter())
                : new Failure.Transient(
                        UNREADABLE,
                        "Salesforce, or what stands in front of it, gave an answer that is not JSON");
    }

    private Failure signInAnswered(int status, String message, String retryAfter) {
        if (status == 429 || PASSING_STATUS.contains(status)) {
            return answered(status, new ErrorBody("", message), retryAfter);
        }
        return new Failure.SignInRefused(
                "SIGN_IN_FAILED",
                "%s. Check %slogin-url: no token endpoint of Salesforce answers like this"
                        .formatted(Secret.hidden(message), SalesforceSettings.PREFIX));
    }

    private Failure signInRefused(String code, String text, String retryAfter) {
        if ("rate_limit_exceeded".equals(code)) {
            return new Failure.Limited(
                    code,
                    "too many sign-ins within an hour: " + text,
                    RetryAfter.instant(retryAfter, clock));
        }
        return new Failure.SignInRefused(
                code,
                "Salesforce does not sign us in: %s%s"
                        .formatted(
                                Secret.hidden(text),
                                SignInHint.of(code, text).map(hint -> ". " + hint).orElse("")));
    }

    private Failure answered(int status, ErrorBody body, String retryAfter) {
        String code = body.code().isEmpty() ? "HTTP_" + status : body.code();
        String message =
                "%s answered %d%s%s"
                        .formatted(
                                body.ofTenant() ? "Data Cloud" : "Salesforce",
                                status,
                                body.code().isEmpty() ? "" : " " + body.code(),
                                body.message().isEmpty()
                                        ? ""
                                        : ": " + Secret.hidden(body.message()));
        String known = body.code().toUpperCase(Locale.ROOT);
        Optional<Instant> until = RetryAfter.instant(retryAfter, clock);
        if (status == 429 || LIMIT_CODES.contains(known) || (status == 503 && until.isPresent())) {
            return new Failure.Limited(code, message, until);
        }
        if (SESSION_CODES.contains(known) || message.contains("Bad_OAuth_Token")) {
            return isBarred(message)
                    ? new Failure.SignInRefused(
                            code, message + ". Check the app's policies and the user's API access")
                    : new Failure.SessionExpired(code, message);
        }
        if (status == 401) {
            return known.isEmpty() || body.ofTenant()
                    ? new Failure.SessionExpired(code, message)
                    : new Failure.SignInRefused(
                            code, message + ". Check the user's password and API access");
        }
        if (PASSING_CODES.contains(known) || PASSING_STATUS.contains(status)) {
            return new Failure.Transient(code, message);
        }
        if (status >= 300 && status < 400) {
            return new Failure.Refused(
                    status,
                    code,
                    message
                            + ". A redirect is not followed: check %slogin-url and instance-url"
                                    .formatted(SalesforceSettings.PREFIX));
        }
        if (status == 411 || status == 501) {
            // RFC 9110, sections 15.5.12 and 15.6.2; RFC 9112, section 6.1.
            return new Failure.Refused(
                    status,
                    code,
                    message
                            + ". Something in front of Salesforce wants to know the length of an upload:"
                            + " set saltroad.bulk.early-upload=0B");
        }
        return new Failure.Refused(status, code, message);
    }

    /** A new session would not help: jsforce does not sign in again on these texts either. */
    private static boolean isBarred(String message) {
        return message.contains("Connected app is not attached to Agent")
                || message.contains("This session is not valid for use with the REST API");
    }

    private static Failure unknown(Throwable error) {
        Throwable last = innermostFirst(error).getFirst();
        return new Failure.Unexpected(
                last.getClass().getSimpleName(),
                Secret.hidden(
                        last.getMessage() == null ? last.getClass().getName() : last.getMessage()));
    }
}
