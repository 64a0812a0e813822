package io.saltroad.salesforce;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What to do when Salesforce refuses to sign us in.
 *
 * <p>Sources: Salesforce Help, "OAuth 2.0 Authorization Errors"; descriptions that it does not list
 * are as seen on the wire.
 */
final class SignInHint {

    /** By description, since most refusals share the code {@code invalid_grant}. */
    private static final Map<String, String> BY_DESCRIPTION =
            Map.ofEntries(
                    Map.entry(
                            "authentication failure",
                            "Check username, password and security-token, and whether the org still allows the password flow"),
                    Map.entry(
                            "expired access/refresh token",
                            "The refresh token was revoked or has expired: sign in once more in the browser and set the new one"),
                    Map.entry(
                            "user hasn't approved this consumer",
                            "Allow the user in the app's policies (Permitted Users: admin approved) and assign the app to a profile or permission set of the user"),
                    Map.entry(
                            "audience is invalid",
                            "login-url must be https://login.salesforce.com, https://test.salesforce.com or the org's My Domain address"),
                    Map.entry(
                            "audience validation failed",
                            "login-url must be https://login.salesforce.com, https://test.salesforce.com or the org's My Domain address"),
                    Map.entry(
                            "invalid assertion",
                            "Check that the certificate of the key in jwt-keystore is the one uploaded to the app, and client-id"),
                    Map.entry(
                            "expired authorization code",
                            "This machine's clock may be wrong: a claim lives for minutes only"),
                    Map.entry(
                            "no client credentials user enabled",
                            "Set a Run As user for the client credentials flow in the app's policies"),
                    Map.entry(
                            "request not supported on this domain",
                            "Set login-url to the org's My Domain address"),
                    Map.entry(
                            "no valid scopes defined",
                            "Give the app the scope api (Manage user data via APIs)"),
                    Map.entry("inactive user", "Activate the user, or sign in as another one"),
                    Map.entry("inactive organization", "The org is inactive or has expired"),
                    Map.entry(
                            "ip restricted",
                            "Allow this machine's address in the login IP ranges, or relax IP restrictions in the app's policies"));

    private static final Map<String, String> BY_CODE =
            Map.ofEntries(
                    Map.entry(
                            "invalid_client_id",
                            "client-id is no consumer key of an app in this org. A new app takes up to 10 minutes"),
                    Map.entry("invalid_client", "Check client-secret"),
                    Map.entry("invalid_client_credentials", "Check client-secret"),
                    Map.entry(
                            "invalid_app_access",
                            "Assign the app to a profile or permission set of the user"),
                    Map.entry(
                            "unsupported_grant_type",
                            "Switch this flow on for the app and in the org's OAuth settings"),
                    Map.entry("inactive_user", "Activate the user, or sign in as another one"),
                    Map.entry("inactive_org", "The org is inactive or has expired"),
                    Map.entry("redirect_uri_mismatch", "Check the app's callback URL"),
                    Map.entry("unsupported_response_type", "Check login-url"),
                    Map.entry("invalid_request", "Check the saltroad.salesforce.* properties"),
                    Map.entry("invalid_grant", "Check the saltroad.salesforce.* properties"));

    private SignInHint() {}

    /** Whether this is an error of a token endpoint. */
    static boolean knows(String code) {
        return BY_CODE.containsKey(code);
    }

    static Optional<String> of(String code, String description) {
        String text = description.toLowerCase(Locale.ROOT);
        return BY_DESCRIPTION.entrySet().stream()
                .filter(hint -> text.contains(hint.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> Optional.ofNullable(BY_CODE.get(code)));
    }
}
