package io.saltroad.sandbox.oauth;

import io.saltroad.sandbox.org.Organization;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

/**
 * Checks the assertion of the JWT bearer flow.
 *
 * <p>Clients differ, so {@code exp} may be a number or a text, seconds or milliseconds; base64url
 * may be padded; the header needs no {@code typ}. Only an expiry in the past is refused: the
 * documented three minutes are not enforced in reality either, since the Salesforce CLI sends
 * milliseconds.
 */
final class JwtAssertion {

    private static final Set<String> PLATFORM_AUDIENCES =
            Set.of("https://login.salesforce.com", "https://test.salesforce.com");

    /** Anything above is milliseconds: in seconds it would be the year 5138. */
    private static final long LARGEST_SECONDS = 100_000_000_000L;

    private final Organization organization;
    private final JwtCertificates certificates;
    private final Clock clock;

    JwtAssertion(Organization organization, JwtCertificates certificates, Clock clock) {
        this.organization = organization;
        this.certificates = certificates;
        this.clock = clock;
    }

    /**
     * Checks that an assertion is signed, for us, alive and for our user.
     *
     * @param base the address this sandbox was called under; it is an audience too
     * @throws OAuthError if the assertion does not hold
     */
    void check(String assertion, URI base) {
        String[] parts = assertion.split("\\.", -1);
        if (parts.length != 3) {
            throw invalid();
        }
        JsonObject header = json(parts[0]);
        JsonObject claims = json(parts[1]);
        if (!"RS256".equals(header.getValue("alg"))) {
            throw invalid();
        }
        if (!organization.clientId().equals(claims.getValue("iss"))) {
            throw OAuthError.unknownClient();
        }
        byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
        if (!certificates.signed(signed, bytes(parts[2]))) {
            throw invalid();
        }
        if (!isOurs(String.valueOf(claims.getValue("aud")), base)) {
            // Seen in the field; a sample of the documentation says "Audience validation failed".
            throw OAuthError.invalidGrant("audience is invalid");
        }
        if (expiry(claims).isBefore(clock.instant())) {
            // Yes, that text: seen in the field for an expired assertion.
            throw OAuthError.invalidGrant("expired authorization code");
        }
        // "prn" is an old name of "sub", and wins.
        Object user = claims.getValue("prn", claims.getValue("sub"));
        if (!organization.username().equalsIgnoreCase(String.valueOf(user))) {
            throw OAuthError.invalidGrant("user hasn't approved this consumer");
        }
    }

    private static boolean isOurs(String audience, URI base) {
        String plain =
                audience.endsWith("/") ? audience.substring(0, audience.length() - 1) : audience;
        if (PLATFORM_AUDIENCES.contains(plain)) {
            return true;
        }
        try {
            URI uri = URI.create(plain);
            // The same sandbox under its other name or port.
            return base.getHost().equals(uri.getHost())
                    || "localhost".equals(uri.getHost())
                    || "127.0.0.1".equals(uri.getHost());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Instant expiry(JsonObject claims) {
        try {
            long exp = Long.parseLong(String.valueOf(claims.getValue("exp")));
            return exp > LARGEST_SECONDS ? Instant.ofEpochMilli(exp) : Instant.ofEpochSecond(exp);
        } catch (NumberFormatException e) {
            throw invalid();
        }
    }

    private static JsonObject json(String part) {
        try {
            return new JsonObject(Buffer.buffer(bytes(part)));
        } catch (DecodeException | ClassCastException e) {
            throw invalid();
        }
    }

    private static byte[] bytes(String part) {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    /** From general knowledge, not verified. */
    private static OAuthError invalid() {
        return OAuthError.invalidGrant("invalid assertion");
    }
}
