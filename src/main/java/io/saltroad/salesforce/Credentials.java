package io.saltroad.salesforce;

import java.nio.file.Path;
import java.util.Optional;

/** What one way to sign in needs. No {@code toString} shows a secret. */
public sealed interface Credentials {

    SignIn way();

    /** Key and secret of the app. */
    record ClientCredentials(String clientId, String clientSecret) implements Credentials {
        @Override
        public SignIn way() {
            return SignIn.CLIENT_CREDENTIALS;
        }

        @Override
        public String toString() {
            return "client credentials of " + clientId;
        }
    }

    /**
     * A claim for a user, signed with a key from a keystore.
     *
     * @param keyAlias needed only if the keystore holds more than one key
     */
    record Jwt(
            String clientId,
            String username,
            Path keystore,
            String keystorePassword,
            Optional<String> keyAlias)
            implements Credentials {
        @Override
        public SignIn way() {
            return SignIn.JWT;
        }

        @Override
        public String toString() {
            return "JWT of %s for %s".formatted(clientId, username);
        }
    }

    /**
     * What a person's sign-in in a browser has left.
     *
     * @param clientSecret needed only if the app asks for it
     */
    record RefreshToken(String clientId, Optional<String> clientSecret, String refreshToken)
            implements Credentials {
        @Override
        public SignIn way() {
            return SignIn.REFRESH_TOKEN;
        }

        @Override
        public String toString() {
            return "refresh token of " + clientId;
        }
    }

    /**
     * User name and password.
     *
     * @param securityToken needed only if the org does not trust this machine's address
     */
    record Password(
            String clientId,
            String clientSecret,
            String username,
            String password,
            Optional<String> securityToken)
            implements Credentials {
        @Override
        public SignIn way() {
            return SignIn.PASSWORD;
        }

        @Override
        public String toString() {
            return "password of " + username;
        }
    }

    /** The token of a session. */
    record AccessToken(String accessToken) implements Credentials {
        @Override
        public SignIn way() {
            return SignIn.ACCESS_TOKEN;
        }

        @Override
        public String toString() {
            return "access token";
        }
    }
}
