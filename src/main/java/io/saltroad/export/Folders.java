package io.saltroad.export;

import io.saltroad.settings.Settings;
import java.nio.file.Path;

/**
 * Where files lie. All are absolute.
 *
 * @param export holds one drop folder per feed
 * @param work holds one folder per export that is being delivered; ours alone
 * @param archive where delivered exports come to rest
 * @param deadLetter where exports come to rest that need a person
 */
public record Folders(Path export, Path work, Path archive, Path deadLetter) {

    public static Folders from(Settings settings) {
        return new Folders(
                absolute(settings, "saltroad.folders.export"),
                absolute(settings, "saltroad.folders.work"),
                absolute(settings, "saltroad.folders.archive"),
                absolute(settings, "saltroad.folders.dead-letter"));
    }

    private static Path absolute(Settings settings, String key) {
        return settings.path(key).toAbsolutePath().normalize();
    }

    /** Where the ERP drops the exports of a feed. */
    public Path dropFolder(String feed) {
        return export.resolve(feed);
    }
}
