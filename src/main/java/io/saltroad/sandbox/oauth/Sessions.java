package io.saltroad.sandbox.oauth;

import io.saltroad.sandbox.org.Organization;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The access tokens that are alive. A session ends when it has not been used for its lifetime (two
 * hours unless set otherwise; that the real one slides is general knowledge, not verified), is
 * revoked, or is expired through the admin endpoint. A restart ends all.
 */
public final class Sessions {

    private static final int MOST = 10_000;
    private static final int RANDOM_BYTES = 66;

    private final Organization organization;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
                    return size() > MOST;
                }
            };
    private Duration lifetime = Duration.ofHours(2);

    public Sessions(Organization organization, Clock clock) {
        this.organization = organization;
        this.clock = clock;
    }

    /**
     * One session.
     *
     * @param userId the user it runs as
     */
    public record Session(String token, String userId, Instant issued, Instant used) {}

    /** Opens a session for the API user. */
    public synchronized Session open() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        // The Salesforce CLI checks a token with 00D\w{12,15}![.\w]*
        String token =
                organization.id().substring(0, 15)
                        + "!"
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(bytes)
                                .replace('-', '.');
        Instant now = clock.instant();
        Session session = new Session(token, organization.userId(), now, now);
        sessions.put(token, session);
        return session;
    }

    /** The session of this token, used once more; empty if it has ended or never was. */
    public synchronized Optional<Session> use(String token) {
        Optional<Session> session = find(token);
        session.ifPresent(
                s ->
                        sessions.put(
                                token,
                                new Session(s.token(), s.userId(), s.issued(), clock.instant())));
        return session;
    }

    /** The session of this token without using it. */
    synchronized Optional<Session> find(String token) {
        Session session = sessions.get(token);
        if (session != null && session.used().plus(lifetime).isBefore(clock.instant())) {
            sessions.remove(token);
            return Optional.empty();
        }
        return Optional.ofNullable(session);
    }

    synchronized boolean revoke(String token) {
        return sessions.remove(token) != null;
    }

    /** Ends all sessions and says how many there were. */
    public synchronized int expireAll() {
        int count = sessions.size();
        sessions.clear();
        return count;
    }

    synchronized Instant end(Session session) {
        return session.used().plus(lifetime);
    }

    public synchronized Duration lifetime() {
        return lifetime;
    }

    public synchronized void lifetime(Duration newLifetime) {
        lifetime = newLifetime;
    }
}
