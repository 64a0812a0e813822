package io.saltroad.salesforce;

import io.saltroad.settings.SettingsException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The ways to sign in to an org, as {@code saltroad.salesforce.sign-in} spells them. */
public enum SignIn {
    /** The app signs in as the user that its policy names. */
    CLIENT_CREDENTIALS,
    /** The app signs a claim with the key of its certificate. */
    JWT,
    /** A person has signed in once in a browser. */
    REFRESH_TOKEN,
    /** User name and password. Salesforce retires it. */
    PASSWORD,
    /** A session that somebody else opened. It can be neither renewed nor closed here. */
    ACCESS_TOKEN;

    /** The word in the property: {@code client-credentials}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static SignIn named(String word) {
        return Arrays.stream(values())
                .filter(way -> way.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                new SettingsException(
                                        "%s = %s is not a way to sign in. Use one of %s"
                                                .formatted(
                                                        SalesforceSettings.SIGN_IN,
                                                        word,
                                                        Arrays.stream(values())
                                                                .map(SignIn::word)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }
}
