package io.saltroad.messages;

import io.saltroad.datacloud.schema.ObjectSchema;
import io.saltroad.datacloud.schema.SchemaFile;
import io.saltroad.delivery.MessageTarget;
import io.saltroad.export.FeedFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schemas that messages are held against. They stand beside the feeds, as {@code <route
 * id>.schema.yaml}, named after the route that a message came in by.
 */
final class MessageSchemas {

    private static final Logger LOG = LoggerFactory.getLogger(MessageSchemas.class);

    private record Use(String route, MessageTarget target) {}

    private final FeedFolder feeds;
    private final Map<Use, MessageForm> forms = new ConcurrentHashMap<>();

    MessageSchemas(FeedFolder feeds) {
        this.feeds = feeds;
    }

    /**
     * How the messages of a route are written.
     *
     * @param mostBytes of one record
     * @throws io.saltroad.datacloud.schema.SchemaException if the file is not right
     */
    MessageForm form(String route, MessageTarget target, int mostBytes) throws IOException {
        Use use = new Use(route, target);
        MessageForm known = forms.get(use);
        if (known == null) {
            known =
                    new MessageForm(
                            schema(route, target.queue().object()),
                            target.key(),
                            target.target().delete(),
                            mostBytes);
            forms.put(use, known);
        }
        return known;
    }

    private Optional<ObjectSchema> schema(String route, String object) throws IOException {
        String name = route + ".schema.yaml";
        Optional<Path> file = feeds.find(name);
        if (file.isEmpty()) {
            LOG.warn(
                    "route {} has no {}: names and types of its messages are not checked, though Data Cloud drops what does not fit without a word, and every value is streamed as text",
                    route,
                    name);
            return Optional.empty();
        }
        return Optional.of(SchemaFile.read(file.get(), object));
    }
}
