package io.saltroad.sandbox.lake;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The types of a connector's schema.
 *
 * <p>Source: "Requirements for Ingestion API Schema File". Of a percent the base type is not known;
 * number and string are both taken.
 */
enum LakeType {
    TEXT("VARCHAR", "STRING", ""),
    NUMBER("DECIMAL(38,18)", "NUMBER", "[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?"),
    BOOLEAN("BOOLEAN", "BOOLEAN", "true|false"),
    DATE("DATE", "DATE", "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    DATETIME(
            "TIMESTAMPTZ",
            "DATE_TIME",
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3})?Z"),
    EMAIL("VARCHAR", "STRING", ""),
    PHONE("VARCHAR", "STRING", ""),
    URL("VARCHAR", "STRING", ""),
    PERCENT("DECIMAL(38,18)", "NUMBER", NUMBER.pattern);

    private final String column;
    private final String metadata;
    private final String pattern;

    LakeType(String column, String metadata, String pattern) {
        this.column = column;
        this.metadata = metadata;
        this.pattern = pattern;
    }

    /** The type of its column in the database. */
    String column() {
        return column;
    }

    /** Its name in the metadata API. BOOLEAN was never seen there and is assumed. */
    String metadata() {
        return metadata;
    }

    /** How a value is written; empty for any text. */
    String pattern() {
        return pattern;
    }

    boolean number() {
        return this == NUMBER || this == PERCENT;
    }

    boolean text() {
        return pattern.isEmpty();
    }

    /** By its name in a declaration, such as {@code datetime}. */
    static Optional<LakeType> named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /** By type and format of an OpenAPI property. */
    static Optional<LakeType> of(String type, String format) {
        return switch (type) {
            case "number", "integer" -> Optional.of("percent".equals(format) ? PERCENT : NUMBER);
            case "boolean" -> Optional.of(BOOLEAN);
            case "string" ->
                    switch (format == null ? "" : format) {
                        case "" -> Optional.of(TEXT);
                        case "date" -> Optional.of(DATE);
                        case "date-time" -> Optional.of(DATETIME);
                        case "email", "phone", "url", "percent" -> named(format);
                        default -> Optional.empty();
                    };
            default -> Optional.empty();
        };
    }

    static List<String> names() {
        return Arrays.stream(values()).map(type -> type.name().toLowerCase(Locale.ROOT)).toList();
    }
}
