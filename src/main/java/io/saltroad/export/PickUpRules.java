package io.saltroad.export;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which files of a drop folder are exports of the feed, and when one is complete.
 *
 * @param include matches the whole file name
 * @param exclude matches the whole name of files to leave alone
 * @param minAge how long size and time of a file must not have changed
 * @param done name of the file that says an export is complete; without it, age decides
 * @param manifest name of the file that says what an export holds; an export waits for it
 */
record PickUpRules(
        Pattern include,
        Optional<Pattern> exclude,
        Duration minAge,
        Optional<CompanionFile> done,
        Optional<CompanionFile> manifest) {

    /** Names that writers and file transfers give to files they have not finished. */
    private static final Pattern UNFINISHED =
            Pattern.compile("\\..*|~\\$.*|.*\\.(tmp|part|partial|filepart|crdownload)");

    /** Files beside the export with this name. */
    Companions companionsOf(String export, Path folder) {
        return new Companions(
                done.map(file -> folder.resolve(file.nameFor(export))),
                manifest.map(file -> folder.resolve(file.nameFor(export))));
    }

    /** Whether a file of this name is an export of the feed. */
    boolean accepts(String name) {
        return !UNFINISHED.matcher(name).matches()
                && include.matcher(name).matches()
                && exclude.filter(pattern -> pattern.matcher(name).matches()).isEmpty();
    }
}
