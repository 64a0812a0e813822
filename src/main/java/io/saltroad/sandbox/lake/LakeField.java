package io.saltroad.sandbox.lake;

import io.saltroad.sandbox.org.Sql;

/**
 * One field of an object.
 *
 * @param name as in the connector's schema
 * @param json how JSON writes it: {@code String}, {@code Number} or {@code Boolean}
 */
public record LakeField(String name, LakeType type, String json) {

    static final String STRING = "String";

    /** Its name in the lake. */
    public String apiName() {
        return name + "__c";
    }

    /** Its column, quoted. */
    public String column() {
        return Sql.name(apiName());
    }

    /** How its values are written in text; empty for any text. */
    public String pattern() {
        return type.pattern();
    }

    public boolean date() {
        return type == LakeType.DATE;
    }

    public boolean dateTime() {
        return type == LakeType.DATETIME;
    }

    /** Its type in the metadata API. */
    public String metadata() {
        return type.metadata();
    }

    /** SQL of the value that a text writes; NULL for none and for one that does not fit. */
    String ofText(String text) {
        if (type.text()) {
            return text;
        }
        return "CASE WHEN regexp_full_match(%1$s, '%2$s') THEN TRY_CAST(%1$s AS %3$s) END"
                .formatted(text, type.pattern(), type.column());
    }

    /**
     * SQL of the value that a piece of JSON writes; NULL for none and for one that does not fit.
     */
    String ofJson(String piece) {
        String text = piece + "::VARCHAR";
        if (json.equals(STRING)) {
            String value =
                    "CASE WHEN starts_with(%s, '\"') THEN nullif(%s->>'$', '') END"
                            .formatted(text, piece);
            return type.text() ? value : ofText("(" + value + ")");
        }
        return type == LakeType.BOOLEAN
                ? "CASE %s WHEN 'true' THEN true WHEN 'false' THEN false END".formatted(text)
                : "CASE WHEN NOT starts_with(%1$s, '\"') THEN TRY_CAST(%1$s AS %2$s) END"
                        .formatted(text, type.column());
    }

    /**
     * SQL of whether a piece of JSON says nothing. An empty text is taken as such: an assumption.
     */
    String blankJson(String piece) {
        return json.equals(STRING)
                ? "(%1$s IS NULL OR %1$s::VARCHAR = '\"\"')".formatted(piece)
                : "(%s IS NULL)".formatted(piece);
    }
}
