package io.saltroad.settings;

/** The program cannot start with the properties it was given. The message says what to change. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }

    static SettingsException missing(String key) {
        return new SettingsException(
                "%s is not set. Set it in application.properties".formatted(key));
    }

    /** Secrets are never quoted: a value is shown only if its key does not name one. */
    static SettingsException unfit(String key, Setting setting, String expected) {
        return new SettingsException(
                "%s: %s = %s is not %s"
                        .formatted(
                                setting.origin(),
                                key,
                                Secrets.shown(key, setting.value()),
                                expected));
    }
}
