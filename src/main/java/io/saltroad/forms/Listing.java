package io.saltroad.forms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** File names in folders on disk and in folders packed into jars, in the order of their names. */
final class Listing {

    private Listing() {}

    /** The files of a folder whose names end like this; none if there is no such folder. */
    static List<Path> ofFolder(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the files in all folders of this name on the class path. */
    static SortedSet<String> ofPacked(String folder, String ending) {
        SortedSet<String> names = new TreeSet<>();
        try {
            for (URL url : Collections.list(Listing.class.getClassLoader().getResources(folder))) {
                addNames(url.toURI(), folder, ending, names);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return names;
    }

    private static void addNames(URI uri, String folder, String ending, SortedSet<String> names)
            throws IOException {
        if (!uri.getScheme().equals("jar")) {
            addNames(Path.of(uri), ending, names);
            return;
        }
        URI jar = URI.create(uri.getRawSchemeSpecificPart().split("!", 2)[0]);
        try (FileSystem files = FileSystems.newFileSystem(Path.of(jar), Map.of())) {
            addNames(files.getPath(folder), ending, names);
        }
    }

    private static void addNames(Path folder, String ending, SortedSet<String> names) {
        ofFolder(folder, ending).forEach(file -> names.add(file.getFileName().toString()));
    }
}
