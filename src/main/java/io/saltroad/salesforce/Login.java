package io.saltroad.salesforce;

import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.camel.component.salesforce.AuthenticationType;
import org.apache.camel.component.salesforce.SalesforceLoginConfig;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.internal.SalesforceSession;
import org.eclipse.jetty.client.ContentResponse;

/** Signs in to an org, with what the settings say. */
final class Login {

    private Login() {}

    static SalesforceLoginConfig config(SalesforceSettings settings) {
        SalesforceLoginConfig config = new SilentLoginConfig();
        config.setLazyLogin(true);
        config.setLoginUrl(settings.loginUrl().toString());
        settings.instanceUrl().map(URI::toString).ifPresent(config::setInstanceUrl);
        Credentials credentials = settings.credentials();
        if (credentials instanceof Credentials.ClientCredentials app) {
            config.setType(AuthenticationType.CLIENT_CREDENTIALS);
            config.setClientId(app.clientId());
            config.setClientSecret(app.clientSecret());
        } else if (credentials instanceof Credentials.Jwt jwt) {
            config.setType(AuthenticationType.JWT);
            config.setClientId(jwt.clientId());
            config.setUserName(jwt.username());
            config.setKeystore(new SigningKey(jwt));
        } else if (credentials instanceof Credentials.RefreshToken refresh) {
            config.setType(AuthenticationType.REFRESH_TOKEN);
            config.setClientId(refresh.clientId());
            refresh.clientSecret().ifPresent(config::setClientSecret);
            config.setRefreshToken(refresh.refreshToken());
        } else if (credentials instanceof Credentials.Password password) {
            config.setType(AuthenticationType.USERNAME_PASSWORD);
            config.setClientId(password.clientId());
            config.setClientSecret(password.clientSecret());
            config.setUserName(password.username());
            config.setPassword(password.password() + password.securityToken().orElse(""));
        }
        return config;
    }

    /**
     * Opens a new session in place of the one that is there, if any. Not with {@link
     * SalesforceSession#login}: that would revoke the old token first, for which it puts the token
     * into an URL, and which ends requests under way if the token is still good.
     *
     * @throws SignInException if Salesforce opens none
     */
    static void at(SalesforceSession session, FailureClassifier classifier) {
        try {
            ContentResponse answer = session.getLoginRequest(null).send();
            session.parseLoginResponse(answer, answer.getContentAsString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SignInException(classifier.classify(e), e);
        } catch (SalesforceException | TimeoutException | ExecutionException e) {
            throw new SignInException(classifier.classify(e), e);
        }
    }

    /** Its parent writes the refresh token into the debug log. */
    private static final class SilentLoginConfig extends SalesforceLoginConfig {

        @Override
        public String toString() {
            return "sign-in at " + getLoginUrl();
        }
    }
}
