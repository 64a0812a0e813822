package io.saltroad.export;

import io.saltroad.ledger.Exports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders in the work folder that the ledger knows nothing of: it was replaced, or put back from an
 * old copy. Nobody would ever deliver what lies there.
 */
public final class StrayExports {

    private static final Logger LOG = LoggerFactory.getLogger(StrayExports.class);

    private StrayExports() {}

    /** Says so in the log. What to do with them only a person can know. */
    public static void report(Folders folders, Exports exports) throws IOException {
        for (Path folder : find(folders, exports)) {
            LOG.warn(
                    "{} is unknown to the ledger and is not delivered: was the ledger replaced? If"
                            + " its records have not reached Salesforce, drop its file again; then"
                            + " delete the folder",
                    folder);
        }
    }

    static List<Path> find(Folders folders, Exports exports) throws IOException {
        try (Stream<Path> entries = Files.list(folders.work())) {
            return entries.filter(Files::isDirectory)
                    .filter(folder -> exports.find(folder.getFileName().toString()).isEmpty())
                    .sorted()
                    .toList();
        }
    }
}
