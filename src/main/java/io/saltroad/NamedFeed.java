package io.saltroad;

import io.saltroad.export.Folders;
import io.saltroad.forms.FeedForm;
import io.saltroad.forms.RouteTree;
import io.saltroad.settings.FrontDoor;
import io.saltroad.settings.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A feed that a command is about, as it is written, and an export of it to look at. */
final class NamedFeed {

    private final CommandSpec spec;
    private final FeedForm form;
    private final Folders folders;

    private NamedFeed(CommandSpec spec, FeedForm form, Folders folders) {
        this.spec = spec;
        this.form = form;
        this.folders = folders;
    }

    /**
     * Looks for a feed.
     *
     * @throws ParameterException if there is none with this name
     */
    static NamedFeed find(
            CommandSpec spec, RouteTree routes, String name, FrontDoor.Opened opened) {
        FeedForm form =
                routes.feed(name, text -> resolved(text, opened))
                        .orElseThrow(
                                () ->
                                        new ParameterException(
                                                spec.commandLine(),
                                                "there is no feed %s%s"
                                                        .formatted(
                                                                name,
                                                                NearestName.clause(
                                                                        name,
                                                                        routes.feedNames()))));
        return new NamedFeed(spec, form, Folders.from(opened.settings()));
    }

    FeedForm form() {
        return form;
    }

    /**
     * The export that was named, or else the newest one.
     *
     * @param given what the user has named; may be null
     * @param missing what to say before where it was looked for, if there is none
     * @throws ParameterException if there is none
     */
    Path export(Path given, String missing) throws IOException {
        if (given != null) {
            if (!Files.isRegularFile(given)) {
                throw new ParameterException(spec.commandLine(), "there is no file " + given);
            }
            return given;
        }
        return new SampleFile(folders, form)
                .newest()
                .orElseThrow(
                        () ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "%s, neither in %s nor in the archive: give --export"
                                                .formatted(
                                                        missing, folders.dropFolder(form.feed()))));
    }

    /** A text as Camel will read it; a context that is never started is enough for that. */
    private static String resolved(String text, FrontDoor.Opened opened) {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Properties properties = new Properties();
            properties.putAll(opened.others());
            context.getPropertiesComponent().setInitialProperties(properties);
            return context.resolvePropertyPlaceholders(text);
        } catch (IOException e) {
            throw new IllegalStateException("nothing was started", e);
        }
    }
}
