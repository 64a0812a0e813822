package io.saltroad.salesforce;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.NoHttpResponseException;

/**
 * Tells failures of the network from all others: an {@link IOException} may also be a full disk.
 */
final class NetworkFailure {

    private NetworkFailure() {}

    /** Empty if the network has nothing to do with it. */
    static Optional<Failure> of(Throwable error) {
        if (error instanceof SSLPeerUnverifiedException || isWrongHost(error)) {
            return Optional.of(
                    new Failure.SignInRefused(
                            "TLS_WRONG_HOST",
                            "the certificate of the other end belongs to another host (%s). Check %slogin-url and instance-url (of Data Cloud: saltroad.data-cloud.instance-url)"
                                    .formatted(shown(error), SalesforceSettings.PREFIX)));
        }
        if (error instanceof CertificateException || error instanceof CertPathBuilderException) {
            return Optional.of(
                    new Failure.SignInRefused(
                            "TLS_NOT_TRUSTED",
                            "the certificate of the other end is not trusted (%s). If a proxy or the sandbox stands there, name its certificate in %strusted-certificates"
                                    .formatted(shown(error), SalesforceSettings.PREFIX)));
        }
        return code(error).map(code -> new Failure.Transient(code, message(code, error)));
    }

    /** The JDK has no exception of its own for it. */
    private static boolean isWrongHost(Throwable error) {
        return error instanceof CertificateException
                && String.valueOf(error.getMessage()).startsWith("No ");
    }

    private static Optional<String> code(Throwable error) {
        if (error instanceof ConnectTimeoutException || isConnectTimeout(error)) {
            return Optional.of("CONNECT_TIMEOUT");
        }
        if (error instanceof ConnectionRequestTimeoutException) {
            return Optional.of("NO_FREE_CONNECTION");
        }
        if (error instanceof SocketTimeoutException || error instanceof TimeoutException) {
            return Optional.of("RESPONSE_TIMEOUT");
        }
        if (error instanceof UnknownHostException || error instanceof UnresolvedAddressException) {
            return Optional.of("UNKNOWN_HOST");
        }
        if (error instanceof ConnectException || error instanceof NoRouteToHostException) {
            return Optional.of("NO_CONNECTION");
        }
        if (error instanceof SSLException) {
            return Optional.of("TLS_FAILED");
        }
        if (error instanceof InterruptedException
                || error instanceof InterruptedIOException
                || error instanceof ClosedByInterruptException) {
            return Optional.of("INTERRUPTED");
        }
        if (error instanceof SocketException
                || error instanceof NoHttpResponseException
                || error instanceof ConnectionClosedException
                || error instanceof MalformedChunkCodingException
                || error instanceof ClosedChannelException
                || error instanceof EOFException
                || isReset(error)) {
            return Optional.of("CONNECTION_LOST");
        }
        return Optional.empty();
    }

    /** Jetty and the JDK say "Connect Timeout" in exceptions that are also thrown for reads. */
    private static boolean isConnectTimeout(Throwable error) {
        return error instanceof SocketTimeoutException
                && String.valueOf(error.getMessage())
                        .toLowerCase(Locale.ROOT)
                        .startsWith("connect");
    }

    /** The JDK has no exception of its own for a reset or a broken pipe on a channel. */
    private static boolean isReset(Throwable error) {
        return error.getClass() == IOException.class
                && ("Connection reset by peer".equals(error.getMessage())
                        || "Broken pipe".equals(error.getMessage()));
    }

    private static String message(String code, Throwable error) {
        return switch (code) {
            case "CONNECT_TIMEOUT" -> "no connection in time (%s)".formatted(shown(error));
            case "NO_FREE_CONNECTION" ->
                    "all connections to the org were busy (%s)".formatted(shown(error));
            case "RESPONSE_TIMEOUT" -> "no answer in time (%s)".formatted(shown(error));
            case "UNKNOWN_HOST" ->
                    "the host is not known (%s). Check %slogin-url and instance-url (of Data Cloud: saltroad.data-cloud.instance-url), and the DNS"
                            .formatted(shown(error), SalesforceSettings.PREFIX);
            case "NO_CONNECTION" -> "no connection (%s)".formatted(shown(error));
            case "TLS_FAILED" -> "the TLS connection failed (%s)".formatted(shown(error));
            case "INTERRUPTED" -> "interrupted while waiting for an answer";
            default -> "the connection was lost (%s)".formatted(shown(error));
        };
    }

    private static String shown(Throwable error) {
        String message = error.getMessage();
        return Secret.hidden(
                message == null || message.isBlank() ? error.getClass().getSimpleName() : message);
    }
}
