package io.saltroad.delivery;

import io.saltroad.datacloud.schema.ObjectSchema;
import io.saltroad.datacloud.schema.SchemaFile;
import io.saltroad.export.FeedFolder;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema of the connector that an export is held against. It stands beside the feed, as {@code
 * <feed>.schema.yaml}; a copy of it stays with the export.
 */
public final class ExportSchemas {

    private static final Logger LOG = LoggerFactory.getLogger(ExportSchemas.class);

    private final FeedFolder feeds;
    private final Ledger ledger;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    public ExportSchemas(FeedFolder feeds, Ledger ledger) {
        this.feeds = feeds;
        this.ledger = ledger;
    }

    /**
     * The schema of an object, for an export that goes through its feed. Without a file nothing can
     * be checked, which is said once a feed.
     *
     * @throws io.saltroad.datacloud.schema.SchemaException if the file is not right
     */
    Optional<ObjectSchema> forExport(Export export, String object) throws IOException {
        String name = fileName(export);
        Optional<Path> copy = feeds.copyIfAny(export, name, ledger);
        if (copy.isEmpty()) {
            if (warned.add(export.feed())) {
                LOG.warn(
                        "feed {} has no {}: names and types of its fields are not checked, though Data Cloud drops what does not fit without a word, and every value is streamed as text. saltroad schema {} writes one",
                        export.feed(),
                        name,
                        export.feed());
            }
            return Optional.empty();
        }
        return Optional.of(SchemaFile.read(copy.get(), object));
    }

    /** The copy that a delivery was registered with. */
    static Optional<ObjectSchema> of(Export export, Delivery delivery) throws IOException {
        Path copy = export.workFolder().resolve(fileName(export));
        return Files.exists(copy)
                ? Optional.of(SchemaFile.read(copy, delivery.object()))
                : Optional.empty();
    }

    private static String fileName(Export export) {
        return export.feed() + ".schema.yaml";
    }
}
