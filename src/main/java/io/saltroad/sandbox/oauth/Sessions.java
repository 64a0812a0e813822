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

    /** What the app of the sandbox has unless it is taken from it. */
    public static final String ALL_SCOPES = "api cdp_ingest_api cdp_query_api cdp_profile_api";

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
    private String scopes = ALL_SCOPES;

    public Sessions(Organization organization, Clock clock) {
        this.organization = organization;
        this.clock = clock;
    }

    /**
     * One session.
     *
     * @param userId the user it runs as
     * @param scopes what the app may do with it, with blanks between
     * @param byPassword whether it came of the username-password flow
     * @param exchanged whether it was exchanged for a Data Cloud token
     */
    public record Session(
            String token,
            String userId,
            String scopes,
            boolean byPassword,
            boolean exchanged,
            Instant issued,
            Instant used) {

        private Session at(Instant now) {
            return new Session(token, userId, scopes, byPassword, exchanged, issued, now);
        }

        private Session afterExchange() {
            return new Session(token, userId, scopes, byPassword, true, issued, used);
        }
    }

    /** The scopes that the app has, with blanks between. */
    public synchronized String scopes() {
        return scopes;
    }

    /** Gives the app other scopes; sessions that are open keep theirs. */
    public synchronized void scopes(String newScopes) {
        scopes = newScopes;
    }

    /** Opens a session for the API user. */
    public synchronized Session open() {
        return open(false);
    }

    synchronized Session open(boolean byPassword) {
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
        Session session =
                new Session(token, organization.userId(), scopes, byPassword, false, now, now);
        sessions.put(token, session);
        return session;
    }

    /** The session of this token, used once more; empty if it has ended or never was. */
    public synchronized Optional<Session> use(String token) {
        Optional<Session> session = find(token);
        session.ifPresent(s -> sessions.put(token, s.at(clock.instant())));
        return session;
    }

    /** Remembers that the session was exchanged for a Data Cloud token. */
    public synchronized void exchanged(String token) {
        sessions.computeIfPresent(token, (key, session) -> session.afterExchange());
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

    /** Ends a session; false if there is none. */
    public synchronized boolean revoke(String token) {
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
