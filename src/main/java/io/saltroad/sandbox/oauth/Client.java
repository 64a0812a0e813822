package io.saltroad.sandbox.oauth;

import io.saltroad.sandbox.org.Organization;
import io.saltroad.sandbox.web.Call;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * The connected app a request says it is: from the form (camel-salesforce, ingestr) or HTTP Basic
 * (simple_salesforce).
 *
 * @param id null if it was not named
 * @param secret null if it was not sent
 */
record Client(String id, String secret) {

    static Client of(Call call) {
        String basic =
                call.header("Authorization")
                        .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("basic "))
                        .orElse(null);
        if (basic == null) {
            return new Client(
                    call.parameter("client_id").orElse(null),
                    call.parameter("client_secret").orElse(null));
        }
        try {
            byte[] pair = Base64.getDecoder().decode(basic.substring("basic ".length()).strip());
            String[] parts = new String(pair, StandardCharsets.UTF_8).split(":", 2);
            return new Client(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : null);
        } catch (IllegalArgumentException e) {
            throw OAuthError.badClientSecret();
        }
    }

    /** Refuses an unknown app and a missing or wrong secret. */
    void check(Organization organization) {
        checkId(organization);
        if (secret == null) {
            throw OAuthError.missing("client_secret");
        }
        checkSecret(organization);
    }

    void checkId(Organization organization) {
        if (id == null) {
            throw OAuthError.missing("client_id");
        }
        if (!organization.clientId().equals(id)) {
            throw OAuthError.unknownClient();
        }
    }

    void checkSecret(Organization organization) {
        if (secret != null && !organization.clientSecret().equals(secret)) {
            throw OAuthError.badClientSecret();
        }
    }
}
