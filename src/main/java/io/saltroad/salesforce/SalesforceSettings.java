package io.saltroad.salesforce;

import io.saltroad.settings.Settings;
import io.saltroad.settings.SettingsException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code saltroad.salesforce.*}: where the org is, and how we sign in.
 *
 * @param loginUrl where tokens come from, without a slash at the end
 * @param instanceUrl wins over the address that comes with the token
 * @param apiVersion such as {@code 66.0}
 * @param trustedCertificates PEM file with certificates to trust beside the JDK's own
 * @param connectTimeout until a connection stands
 * @param responseTimeout how long Salesforce may stay silent before we give a request up
 */
public record SalesforceSettings(
        Credentials credentials,
        URI loginUrl,
        Optional<URI> instanceUrl,
        String apiVersion,
        Optional<Path> trustedCertificates,
        Duration connectTimeout,
        Duration responseTimeout) {

    static final String PREFIX = "saltroad.salesforce.";
    static final String SIGN_IN = PREFIX + "sign-in";

    private static final String LOGIN_URL = PREFIX + "login-url";
    private static final String INSTANCE_URL = PREFIX + "instance-url";
    private static final String API_VERSION = PREFIX + "api-version";

    /** Bulk API 2.0 came with 41.0. Source: Bulk API 2.0 Developer Guide, "Create a Job". */
    private static final int OLDEST_BULK_2_VERSION = 41;

    private static final Pattern VERSION = Pattern.compile("(\\d{2,3})\\.0");

    /**
     * Reads the properties and checks that everything is there that the way to sign in needs.
     *
     * @throws SettingsException naming the key that is missing or does not fit
     */
    public static SalesforceSettings from(Settings settings) {
        SignIn way = SignIn.named(settings.text(SIGN_IN));
        Reader reader = new Reader(settings, way);
        Optional<URI> instanceUrl = reader.address(INSTANCE_URL);
        if (way == SignIn.ACCESS_TOKEN && instanceUrl.isEmpty()) {
            throw reader.missing(INSTANCE_URL);
        }
        URI loginUrl =
                reader.address(LOGIN_URL)
                        .or(() -> way == SignIn.ACCESS_TOKEN ? instanceUrl : Optional.empty())
                        .orElseThrow(() -> reader.missing(LOGIN_URL));
        if (way == SignIn.CLIENT_CREDENTIALS) {
            requireMyDomain(loginUrl);
        }
        return new SalesforceSettings(
                reader.credentials(),
                loginUrl,
                instanceUrl,
                version(settings.text(API_VERSION)),
                settings.optional(PREFIX + "trusted-certificates").map(Path::of),
                settings.duration(PREFIX + "connect-timeout"),
                settings.duration(PREFIX + "response-timeout"));
    }

    /**
     * How long a call can take before we give it up: a sign-in may come before it, and after a
     * session has ended it is sent once more.
     */
    public Duration longestCall() {
        return connectTimeout.plus(responseTimeout).multipliedBy(3);
    }

    /**
     * Salesforce answers "request not supported on this domain" otherwise, which helps nobody.
     * Source: Salesforce Help, "OAuth 2.0 Client Credentials Flow".
     */
    private static void requireMyDomain(URI loginUrl) {
        String host = loginUrl.getHost().toLowerCase(Locale.ROOT);
        if (host.equals("login.salesforce.com") || host.equals("test.salesforce.com")) {
            throw new SettingsException(
                    "%s = %s does not take %s = %s. Use your org's My Domain address, such as https://example.my.salesforce.com"
                            .formatted(
                                    LOGIN_URL,
                                    loginUrl,
                                    SIGN_IN,
                                    SignIn.CLIENT_CREDENTIALS.word()));
        }
    }

    private static String version(String text) {
        var matcher = VERSION.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) < OLDEST_BULK_2_VERSION) {
            throw new SettingsException(
                    "%s = %s is not an API version from 41.0 on, such as 66.0"
                            .formatted(API_VERSION, text));
        }
        return text;
    }

    /** Reads keys for one way to sign in, and names it when one is missing. */
    private record Reader(Settings settings, SignIn way) {

        Credentials credentials() {
            return switch (way) {
                case CLIENT_CREDENTIALS ->
                        new Credentials.ClientCredentials(
                                required("client-id"), required("client-secret"));
                case JWT ->
                        new Credentials.Jwt(
                                required("client-id"),
                                required("username"),
                                Path.of(required("jwt-keystore")),
                                required("jwt-keystore-password"),
                                optional("jwt-key-alias"));
                case REFRESH_TOKEN ->
                        new Credentials.RefreshToken(
                                required("client-id"),
                                optional("client-secret"),
                                required("refresh-token"));
                case PASSWORD ->
                        new Credentials.Password(
                                required("client-id"),
                                required("client-secret"),
                                required("username"),
                                required("password"),
                                optional("security-token"));
                case ACCESS_TOKEN -> new Credentials.AccessToken(required("access-token"));
            };
        }

        Optional<URI> address(String key) {
            return settings.optional(key)
                    .map(text -> text.replaceFirst("/+$", ""))
                    .map(text -> address(key, text));
        }

        private static URI address(String key, String text) {
            URI address;
            try {
                address = URI.create(text);
            } catch (IllegalArgumentException e) {
                throw unfit(key, text);
            }
            String scheme = address.getScheme();
            boolean fits =
                    ("https".equals(scheme) || "http".equals(scheme))
                            && address.getHost() != null
                            && address.getPath().isEmpty()
                            && address.getQuery() == null
                            && address.getUserInfo() == null;
            if (!fits) {
                throw unfit(key, text);
            }
            return address;
        }

        private static SettingsException unfit(String key, String text) {
            return new SettingsException(
                    "%s = %s is not the address of an org, such as https://example.my.salesforce.com (scheme and host, no path)"
                            .formatted(key, text));
        }

        private Optional<String> optional(String name) {
            return settings.optional(PREFIX + name);
        }

        private String required(String name) {
            return optional(name).orElseThrow(() -> missing(PREFIX + name));
        }

        SettingsException missing(String key) {
            return new SettingsException(
                    "%s is not set, but %s = %s needs it. Set it in application.properties, or in the environment as %s"
                            .formatted(
                                    key,
                                    SIGN_IN,
                                    way.word(),
                                    key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")));
        }
    }
}
