package io.saltroad.messages;

import io.saltroad.datacloud.schema.ObjectSchema;
import io.saltroad.datacloud.schema.SchemaFile;
import io.saltroad.delivery.MessageTarget;
import io.saltroad.export.FeedFolder;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schemas that messages are held against. They stand beside the feeds. */
final class MessageSchemas {

    private static final Logger LOG = LoggerFactory.getLogger(MessageSchemas.class);

    private final FeedFolder feeds;

    MessageSchemas(FeedFolder feeds) {
        this.feeds = feeds;
    }

    /**
     * How messages for a target are written. Without a schema, a warning says what that means.
     *
     * @param mostBytes of one record
     * @throws io.saltroad.datacloud.schema.SchemaException if the file is not right
     * @throws IllegalArgumentException if there is no such file
     */
    MessageForm form(MessageTarget target, int mostBytes) throws IOException {
        Optional<ObjectSchema> schema = Optional.empty();
        if (target.schema().isPresent()) {
            schema =
                    Optional.of(
                            SchemaFile.read(
                                    feeds.file(target.schema().get()), target.queue().object()));
        } else {
            LOG.warn(
                    "messages for {} have no schema: their names and types are not checked, though Data Cloud drops what does not fit without a word, and every value is streamed as text",
                    target.queue());
        }
        return new MessageForm(schema, target.key(), target.target().delete(), mostBytes);
    }
}
