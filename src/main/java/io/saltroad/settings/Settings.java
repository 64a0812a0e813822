package io.saltroad.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The properties the program was started with, read as typed values.
 *
 * <p>Every key stands in {@code application.properties} with its default, so asking for a key that
 * is not there is a mistake of the program and fails with {@link IllegalStateException}. An empty
 * value means "not set". A value that does not fit its type fails with {@link SettingsException},
 * which names the key, where it was set and what was expected.
 */
public final class Settings {

    private final Map<String, Setting> values;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    Settings(Map<String, Setting> values) {
        this.values = Map.copyOf(values);
    }

    /** All keys with their values, already laid over each other. */
    public static Settings of(Map<String, String> values) {
        return new Settings(
                values.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        entry ->
                                                new Setting(
                                                        entry.getValue(),
                                                        "application.properties"))));
    }

    /** The value as it was written, trimmed; empty if it is not set. */
    public Optional<String> optional(String key) {
        return Optional.of(setting(key).value().strip()).filter(text -> !text.isEmpty());
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

    /**
     * A value that a settings record checks itself.
     *
     * @param expected the end of the sentence "... is not", for the message
     * @param parser throws {@link IllegalArgumentException} if the text does not fit
     */
    public <T> T parsed(String key, String expected, Function<String, T> parser) {
        String text = text(key);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw SettingsException.unfit(key, setting(key), expected);
        }
    }

    /** The keys nobody has asked for yet: a key that nobody ever reads has no effect. */
    public Set<String> unread() {
        Set<String> unread = new TreeSet<>(values.keySet());
        unread.removeAll(asked);
        return unread;
    }

    /** Only names: a value may be a secret. */
    @Override
    public String toString() {
        return "Settings" + new TreeSet<>(values.keySet());
    }

    private Setting setting(String key) {
        Setting setting = values.get(key);
        if (setting == null) {
            throw new IllegalStateException("no such key in application.properties: " + key);
        }
        asked.add(key);
        return setting;
    }

    private static boolean parseFlag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
