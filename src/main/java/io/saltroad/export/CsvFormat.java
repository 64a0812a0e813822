package io.saltroad.export;

import io.saltroad.settings.NearestName;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How an export is written: what {@code csv-reader-action} declares.
 *
 * <p>A record ends with LF or CRLF. A quoted field may hold delimiters and line ends; a quote in it
 * is doubled (RFC 4180). A quote that does not open its field is plain text. Nothing is trimmed.
 *
 * @param delimiter one or more characters between two fields
 * @param quote the character around fields; empty if the export does not quote
 * @param charset what a file without a byte order mark is written in; a mark decides over it
 * @param header whether the first record names the columns
 * @param columns their names when there is no header
 * @param skipLines lines to leave out before the header or the first record
 */
public record CsvFormat(
        String delimiter,
        Optional<Character> quote,
        Charset charset,
        boolean header,
        List<String> columns,
        int skipLines) {

    /** Comma, double quotes, UTF-8, with a header. */
    public static final CsvFormat DEFAULT =
            new CsvFormat(",", Optional.of('"'), StandardCharsets.UTF_8, true, List.of(), 0);

    /**
     * The longest record that is read, in characters. Salesforce takes 400,000, and a longer one is
     * rejected; but a record that goes on for this long is an unterminated quote.
     */
    public static final int LONGEST_RECORD = 4_000_000;

    private static final Map<String, String> DELIMITER_WORDS =
            Map.of(
                    "comma", ",",
                    "semicolon", ";",
                    "tab", "\t",
                    "pipe", "|",
                    "caret", "^");
    private static final Set<String> PARAMETERS =
            Set.of("delimiter", "quote", "charset", "header", "columns", "skipLines");

    public CsvFormat {
        columns = List.copyOf(columns);
        require(!delimiter.isEmpty(), "delimiter", delimiter, "one or more characters");
        require(
                delimiter.chars().noneMatch(CsvFormat::reserved),
                "delimiter",
                delimiter,
                "characters other than line ends and NUL");
        if (quote.isPresent()) {
            char character = quote.get();
            require(
                    !reserved(character) && !Character.isSurrogate(character),
                    "quote",
                    quote.get().toString(),
                    "one character other than a line end, or none");
            require(
                    delimiter.indexOf(character) < 0,
                    "quote",
                    quote.get().toString(),
                    "a character that is not in the delimiter");
        }
        require(
                header == columns.isEmpty(),
                "columns",
                String.join(",", columns),
                "the names of all columns if header is false, and absent if it is true");
        require(skipLines >= 0, "skipLines", Integer.toString(skipLines), "0 or more");
    }

    /**
     * Reads the parameters of {@code csv-reader-action}. Absent and empty ones take the default.
     *
     * @throws IllegalArgumentException if one does not fit; the message names it and what would
     */
    public static CsvFormat of(Map<String, String> parameters) {
        for (String name : parameters.keySet()) {
            if (!PARAMETERS.contains(name)) {
                throw new IllegalArgumentException(
                        "csv-reader-action has no parameter %s%s"
                                .formatted(name, NearestName.clause(name, PARAMETERS)));
            }
        }
        String quote = parameters.getOrDefault("quote", "");
        require(
                quote.isEmpty() || quote.length() == 1 || quote.equals("none"),
                "quote",
                quote,
                "one character, or none");
        List<String> columns =
                Arrays.stream(parameters.getOrDefault("columns", "").split(",", -1))
                        .map(String::strip)
                        .toList();
        boolean unnamed = columns.equals(List.of(""));
        String delimiter = text(parameters, "delimiter", "comma");
        return new CsvFormat(
                DELIMITER_WORDS.getOrDefault(delimiter, delimiter),
                quote.isEmpty()
                        ? DEFAULT.quote
                        : quote.equals("none") ? Optional.empty() : Optional.of(quote.charAt(0)),
                charset(text(parameters, "charset", "UTF-8").strip()),
                flag(text(parameters, "header", "true").strip()),
                unnamed ? List.of() : columns,
                number(text(parameters, "skipLines", "0").strip()));
    }

    /** Changes if and only if the format does. */
    public String fingerprint() {
        return "csv delimiter=%s quote=%s charset=%s header=%s columns=%s skipLines=%d"
                .formatted(
                        delimiter,
                        quote.map(String::valueOf).orElse("none"),
                        charset.name(),
                        header,
                        columns,
                        skipLines);
    }

    /** What a delimiter is called in a feed. */
    static String delimiterWord(String delimiter) {
        return DELIMITER_WORDS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(delimiter))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(delimiter);
    }

    private static boolean reserved(int character) {
        return character == '\n' || character == '\r' || character == 0;
    }

    private static String text(Map<String, String> parameters, String name, String otherwise) {
        String text = parameters.getOrDefault(name, "");
        return text.isEmpty() ? otherwise : text;
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (UnsupportedCharsetException | IllegalCharsetNameException e) {
            throw unfit("charset", name, "a charset such as UTF-8, windows-1252 or UTF-16LE");
        }
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw unfit("header", text, "true or false");
        };
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw unfit("skipLines", text, "a whole number");
        }
    }

    private static void require(boolean fits, String name, String value, String expected) {
        if (!fits) {
            throw unfit(name, value, expected);
        }
    }

    private static IllegalArgumentException unfit(String name, String value, String expected) {
        return new IllegalArgumentException(
                "csv-reader-action: %s '%s' is not %s".formatted(name, value, expected));
    }
}
