package io.saltroad.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where all properties come in: layers are laid over each other, and what is laid later wins.
 *
 * <pre>{@code
 * FrontDoor.Opened opened = FrontDoor.withDefaults()
 *         .file(Path.of("application.properties"))
 *         .environment(System.getenv())
 *         .commandLine(options)
 *         .open();
 * }</pre>
 *
 * <p>The defaults are the project's own {@code application.properties}, packed beside the classes;
 * they are the list of all {@code saltroad.*} keys too. An unknown {@code saltroad.*} key fails
 * {@link #open} with its place and its nearest neighbour. Keys of any other name belong to Camel or
 * to the user's routes and are handed on untouched.
 */
public final class FrontDoor {

    private static final String PACKED = "/io/saltroad/application.properties";
    private static final String OURS = "saltroad.";
    private static final String VARIABLE_PREFIX = "SALTROAD_";

    /**
     * What Kubernetes sets in every pod of a namespace that has a service named {@code saltroad} or
     * {@code saltroad-...}: nobody wrote these, so they are no typing errors. Source: Kubernetes
     * documentation, "Service", "Environment variables".
     */
    private static final Pattern KUBERNETES_SERVICE =
            Pattern.compile(
                    "SALTROAD(_.+)?_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT"
                            + "|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private final Map<String, Setting> ours = new TreeMap<>();
    private final Map<String, String> others = new TreeMap<>();
    private final List<String> mistakes = new ArrayList<>();

    private FrontDoor() {}

    /**
     * What came through the door.
     *
     * @param settings all {@code saltroad.*} keys
     * @param others all other keys, for Camel and the user's routes
     */
    public record Opened(Settings settings, Map<String, String> others) {

        public Opened {
            others = Map.copyOf(others);
        }
    }

    /** The layer below all others. */
    public static FrontDoor withDefaults() {
        FrontDoor door = new FrontDoor();
        for (PropertiesFile.Entry entry : packed().entries()) {
            door.ours.put(entry.key(), new Setting(entry.value(), "default"));
        }
        return door;
    }

    /**
     * Lays the values of a properties file over what is there.
     *
     * @throws SettingsException if the file is missing or not a properties file
     */
    public FrontDoor file(Path file) {
        PropertiesFile properties = PropertiesFile.read(file);
        for (PropertiesFile.Entry entry : properties.entries()) {
            lay(
                    entry.key(),
                    entry.value(),
                    "%s, line %d".formatted(properties.name(), entry.line()));
        }
        return this;
    }

    /**
     * Lays environment variables over what is there. {@code SALTROAD_SALESFORCE_LOGIN_URL} is
     * {@code saltroad.salesforce.login-url}; variables that do not begin with {@code SALTROAD_} are
     * not ours.
     */
    public FrontDoor environment(Map<String, String> variables) {
        Map<String, String> keys = new TreeMap<>();
        ours.keySet().forEach(key -> keys.put(variable(key), key));
        new TreeMap<>(variables)
                .forEach(
                        (name, value) -> {
                            if (keys.containsKey(name)) {
                                ours.put(
                                        keys.get(name),
                                        new Setting(value, "environment variable " + name));
                            } else if (name.startsWith(VARIABLE_PREFIX)
                                    && !KUBERNETES_SERVICE.matcher(name).matches()) {
                                mistakes.add(
                                        "unknown environment variable %s%s"
                                                .formatted(
                                                        name,
                                                        NearestName.hint(name, keys.keySet())));
                            }
                        });
        return this;
    }

    /** Lays what was given as {@code -D key=value} over what is there. */
    public FrontDoor commandLine(Map<String, String> options) {
        new TreeMap<>(options).forEach((key, value) -> lay(key, value, "-D " + key));
        return this;
    }

    /**
     * Everything that was laid.
     *
     * @throws SettingsException if a layer had an unknown {@code saltroad.*} key; the message has a
     *     line for each
     */
    public Opened open() {
        if (!mistakes.isEmpty()) {
            throw new SettingsException(String.join("\n", mistakes));
        }
        return new Opened(new Settings(ours), others);
    }

    private void lay(String key, String value, String origin) {
        if (!key.startsWith(OURS)) {
            others.put(key, value);
        } else if (ours.containsKey(key)) {
            ours.put(key, new Setting(value, origin));
        } else {
            mistakes.add(
                    "%s: unknown key %s%s"
                            .formatted(origin, key, NearestName.hint(key, ours.keySet())));
        }
    }

    private static String variable(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static PropertiesFile packed() {
        try (InputStream in = FrontDoor.class.getResourceAsStream(PACKED)) {
            if (in == null) {
                throw new IllegalStateException("the jar was built without " + PACKED);
            }
            return PropertiesFile.read(PACKED, in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
