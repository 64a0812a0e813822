package io.saltroad.settings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A properties file whose keys know their lines. The syntax is that of {@link Properties}, in
 * UTF-8; a key that stands in the file twice is an error, because one of the two would be ignored.
 *
 * @param name what messages call the file
 * @param entries in the order of the file
 */
record PropertiesFile(String name, List<Entry> entries) {

    /**
     * @param line where the key stands, from 1
     */
    record Entry(String key, String value, int line) {}

    PropertiesFile {
        entries = List.copyOf(entries);
    }

    /**
     * @throws SettingsException if there is no such file, or it is not a properties file in UTF-8
     */
    static PropertiesFile read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in);
        } catch (NoSuchFileException e) {
            throw new SettingsException("there is no file " + file);
        } catch (IOException e) {
            throw new SettingsException("%s cannot be read: %s".formatted(file, e));
        }
    }

    static PropertiesFile read(String name, InputStream in) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        // A decoder of its own, since the reader's default would put U+FFFD for what is not UTF-8.
        var decoder = StandardCharsets.UTF_8.newDecoder();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, decoder))) {
            int line = 0;
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                int first = ++line;
                StringBuilder logical = new StringBuilder(line == 1 ? withoutBom(text) : text);
                while (goesOn(logical)) {
                    String next = reader.readLine();
                    if (next == null) {
                        break;
                    }
                    line++;
                    logical.append('\n').append(next);
                }
                for (Entry entry : parse(name, logical.toString(), first)) {
                    Entry earlier = entries.put(entry.key(), entry);
                    if (earlier != null) {
                        throw new SettingsException(
                                "%s, line %d: %s stands in line %d already"
                                        .formatted(name, first, entry.key(), earlier.line()));
                    }
                }
            }
        } catch (CharacterCodingException e) {
            throw new SettingsException(name + " is not UTF-8 text");
        }
        return new PropertiesFile(name, new ArrayList<>(entries.values()));
    }

    /** The JDK's parser does the reading, one logical line at a time. */
    private static List<Entry> parse(String name, String logicalLine, int line) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(logicalLine));
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    "%s, line %d: %s (a backslash is written as two)"
                            .formatted(name, line, e.getMessage()));
        }
        return properties.stringPropertyNames().stream()
                .map(key -> new Entry(key, properties.getProperty(key), line))
                .toList();
    }

    /** A line goes on behind an odd number of backslashes, unless it is a comment. */
    private static boolean goesOn(CharSequence text) {
        String start = text.toString().stripLeading();
        if (start.startsWith("#") || start.startsWith("!")) {
            return false;
        }
        int backslashes = 0;
        while (backslashes < text.length()
                && text.charAt(text.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private static String withoutBom(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
