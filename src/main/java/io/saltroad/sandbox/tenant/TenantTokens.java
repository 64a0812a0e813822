package io.saltroad.sandbox.tenant;

import io.saltroad.sandbox.oauth.Sessions.Session;
import io.saltroad.sandbox.web.TenantError;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The Data Cloud tokens that are alive: JWTs of their own life, which goes on when the session that
 * they were made of is revoked. A restart ends all.
 */
public final class TenantTokens {

    private static final int MOST = 10_000;
    private static final int KEY_BYTES = 32;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Clock clock;
    private final TenantSettings settings;
    private final SecretKeySpec key = new SecretKeySpec(randomKey(), "HmacSHA256");
    private final Map<String, Token> tokens =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Token> eldest) {
                    return size() > MOST;
                }
            };

    public TenantTokens(TenantSettings settings, TenantClock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * One token.
     *
     * @param life how long it lives from now
     */
    record Token(
            String jwt,
            String userId,
            Set<String> scopes,
            String dataspace,
            Duration life,
            Instant end) {}

    /**
     * Makes a token of a session. Its life is what is left of the session's: the samples of the
     * documentation show a little under two hours.
     */
    synchronized Token issue(Session session, Duration sessionAge, String dataspace) {
        Duration left = settings.tokenLife().minus(sessionAge);
        Duration life = left.toSeconds() < 1 ? Duration.ofSeconds(1) : left;
        Instant now = clock.instant();
        Instant end = now.plus(life);
        Set<String> scopes =
                Arrays.stream(session.scopes().split(" ", -1))
                        .filter(scope -> scope.startsWith("cdp_"))
                        .collect(Collectors.toUnmodifiableSet());
        JsonObject claims =
                new JsonObject()
                        .put("sub", session.userId())
                        .put("scp", String.join(" ", scopes))
                        .put("audienceTenantId", TenantError.TENANT_ID)
                        .put("dataspace", dataspace)
                        .put("iat", now.getEpochSecond())
                        .put("exp", end.getEpochSecond())
                        .put("jti", UUID.randomUUID().toString());
        String jwt = sign(claims);
        Token token = new Token(jwt, session.userId(), scopes, dataspace, life, end);
        tokens.put(jwt, token);
        return token;
    }

    private String sign(JsonObject claims) {
        String head =
                encoded("{\"typ\":\"JWT\",\"alg\":\"HS256\"}") + "." + encoded(claims.encode());
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return head
                    + "."
                    + BASE64.encodeToString(mac.doFinal(head.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK knows HmacSHA256", e);
        }
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] randomKey() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    synchronized Optional<Token> find(String jwt) {
        Token token = tokens.get(jwt);
        if (token != null && !token.end().isAfter(clock.instant())) {
            tokens.remove(jwt);
            return Optional.empty();
        }
        return Optional.ofNullable(token);
    }

    /** Ends all tokens. */
    public synchronized void expireAll() {
        tokens.clear();
    }
}
