package io.saltroad.sandbox.org;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Reads a declaration file: a block of keys and values. */
public final class YamlFile {

    private static final ObjectMapper YAML =
            new ObjectMapper(
                    YAMLFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build());

    private YamlFile() {}

    /** A file that is packed into the jar, beside {@code objects.yaml}. */
    public static Map<?, ?> packed(String name) {
        try (InputStream in = YamlFile.class.getResourceAsStream("/io/saltroad/sandbox/" + name)) {
            return parse(name, Objects.requireNonNull(in, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A file of the user.
     *
     * @throws IllegalArgumentException if it is not YAML, or no block
     */
    public static Map<?, ?> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(file.toString(), in);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The sandbox cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static Map<?, ?> parse(String name, InputStream in) throws IOException {
        try {
            Object document = YAML.readValue(in, Object.class);
            if (document instanceof Map<?, ?> map) {
                return map;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(name + " is not readable: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(name + ": a block of keys was expected");
    }
}
