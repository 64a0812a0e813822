package io.saltroad.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The properties the program was started with, read as typed values.
 *
 * <p>Every key stands in {@code application.properties} with its default, so asking for a key that
 * is not there is a mistake of the program and fails with {@link IllegalStateException}. An empty
 * value means "not set". A value that does not fit its type fails with {@link SettingsException},
 * which names the key and what was expected.
 */
public final class Settings {

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** All keys with their values, already laid over each other. */
    public static Settings of(Map<String, String> values) {
        return new Settings(values);
    }

    /** The value as it was written, trimmed; empty if it is not set. */
    public Optional<String> optional(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalStateException("no such key in application.properties: " + key);
        }
        return Optional.of(value.strip()).filter(text -> !text.isEmpty());
    }

    /** The value as it was written, trimmed. */
    public String text(String key) {
        return optional(key).orElseThrow(() -> SettingsException.missing(key));
    }

    public Path path(String key) {
        return parsed(key, "a path", Path::of);
    }

    public URI uri(String key) {
        return parsed(key, "an address such as https://example.my.salesforce.com", URI::create);
    }

    public int number(String key) {
        return parsed(key, "a whole number", Integer::parseInt);
    }

    public boolean flag(String key) {
        return parsed(key, "true or false", Settings::parseFlag);
    }

    /** A duration such as {@code 200ms}, {@code 5s}, {@code 2m} or {@code 24h}. */
    public Duration duration(String key) {
        return parsed(key, "a duration such as 200ms, 5s, 2m or 24h", Units::duration);
    }

    /** A size in bytes, written with decimal units: {@code 5MB} is 5,000,000 bytes. */
    public long size(String key) {
        return parsed(key, "a size such as 512kB, 5MB or 1GB", Units::size);
    }

    private <T> T parsed(String key, String expected, Function<String, T> parser) {
        String text = text(key);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw SettingsException.unfit(key, text, expected);
        }
    }

    private static boolean parseFlag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
