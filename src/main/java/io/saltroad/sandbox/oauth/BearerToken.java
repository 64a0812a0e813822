package io.saltroad.sandbox.oauth;

import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;

/** The token of a request: {@code Authorization: Bearer}, or {@code OAuth}, its old name. */
public final class BearerToken {

    private BearerToken() {}

    public static Optional<String> of(HttpServerRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            return Optional.empty();
        }
        String scheme = header.toLowerCase(Locale.ROOT);
        if (scheme.startsWith("bearer ") || scheme.startsWith("oauth ")) {
            return Optional.of(header.substring(header.indexOf(' ') + 1).strip());
        }
        return Optional.empty();
    }
}
