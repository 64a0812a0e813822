package io.saltroad.forms;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The kamelets there are: those of a folder, then those packed into jars. */
final class Kamelets {

    static final String PACKED = "kamelets";
    static final String ENDING = ".kamelet.yaml";

    private final Optional<Path> folder;
    private final Map<String, Optional<KameletForm>> forms = new HashMap<>();

    Kamelets(Optional<Path> folder) {
        this.folder = folder;
    }

    /**
     * The form of a kamelet, if there is such a kamelet.
     *
     * @throws FormException if its file is not the YAML of a kamelet
     */
    Optional<KameletForm> form(String name) {
        return forms.computeIfAbsent(name, this::read);
    }

    /** All names, for the hint what somebody may have meant. */
    Set<String> names() {
        Set<String> files = new TreeSet<>(Listing.ofPacked(PACKED, ENDING));
        folder.ifPresent(
                place ->
                        Listing.ofFolder(place, ENDING)
                                .forEach(file -> files.add(file.getFileName().toString())));
        Set<String> names = new TreeSet<>();
        files.forEach(file -> names.add(file.substring(0, file.length() - ENDING.length())));
        return names;
    }

    private Optional<KameletForm> read(String name) {
        String file = name + ENDING;
        try {
            Optional<Path> own = folder.map(place -> place.resolve(file)).filter(Files::exists);
            if (own.isPresent()) {
                try (Reader text = Files.newBufferedReader(own.get())) {
                    return Optional.of(KameletForm.read(own.get().toString(), text));
                }
            }
            String resource = PACKED + "/" + file;
            try (InputStream in = getClass().getClassLoader().getResourceAsStream(resource)) {
                if (in == null) {
                    return Optional.empty();
                }
                return Optional.of(
                        KameletForm.read(
                                "classpath:" + resource,
                                new InputStreamReader(in, StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
