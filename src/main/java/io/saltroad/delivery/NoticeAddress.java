package io.saltroad.delivery;

import io.saltroad.settings.Settings;
import io.saltroad.settings.SettingsException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;

/**
 * Where notices go: {@code saltroad.notify.to}, the URI of any Camel endpoint. It may hold a
 * secret, so it is shown nowhere; routes know it as {@code ref:noticesTo}.
 */
public final class NoticeAddress {

    /** The name of the endpoint in Camel's registry. */
    private static final String NAME = "noticesTo";

    /** Where notices go if the setting is empty. */
    static final String SILENCE = "log:io.saltroad.notices?level=OFF";

    private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*):.*");

    private static final Pattern UNKNOWN = Pattern.compile("Unknown parameters=\\[\\{([^=}]+)");

    private final String uri;

    public NoticeAddress(Optional<String> uri) {
        this.uri = uri.orElse(SILENCE);
    }

    public static NoticeAddress from(Settings settings) {
        return new NoticeAddress(settings.optional("saltroad.notify.to"));
    }

    boolean isMail() {
        return scheme().startsWith("smtp");
    }

    private String scheme() {
        Matcher matcher = SCHEME.matcher(uri);
        return matcher.matches() ? matcher.group(1) : "";
    }

    /**
     * Makes the endpoint known to routes. Comes after Camel's components have their settings, and
     * before routes start.
     *
     * @throws SettingsException if Camel cannot make an endpoint of it; it says no more of the
     *     address than its scheme and the names of options
     */
    public void bind(CamelContext context) {
        Endpoint endpoint;
        try {
            endpoint = context.getEndpoint(uri);
        } catch (RuntimeException e) {
            // Without its cause, which names the address.
            throw new SettingsException(refusal(context, e));
        }
        if (endpoint == null) {
            throw new SettingsException(noComponent());
        }
        context.getRegistry().bind(NAME, endpoint);
    }

    private String refusal(CamelContext context, RuntimeException error) {
        if (scheme().isEmpty()) {
            return "saltroad.notify.to is not the URI of a Camel endpoint, such as"
                    + " https://chat.example.com/hooks/1 or file:notices";
        }
        if (context.hasComponent(scheme()) == null) {
            return noComponent();
        }
        Matcher unknown = UNKNOWN.matcher(String.valueOf(error.getMessage()));
        return "saltroad.notify.to: Camel's component %s cannot use this address%s"
                .formatted(
                        scheme(), unknown.find() ? ": it has no option " + unknown.group(1) : "");
    }

    private String noComponent() {
        return ("saltroad.notify.to: there is no Camel component %s here. Its jar must lie in the"
                        + " lib folder of the program")
                .formatted(scheme());
    }

    @Override
    public String toString() {
        return scheme() + ":(hidden)";
    }
}
