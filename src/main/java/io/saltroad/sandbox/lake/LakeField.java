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
        if (type.number()) {
            return number(text);
        }
        return "CASE WHEN regexp_full_match(%1$s, '%2$s') THEN TRY_CAST(%1$s AS %3$s) END"
                .formatted(text, type.pattern(), type.column());
    }

    /** Most numbers are short, and for those there is a way that takes a tenth of the time. */
    private String number(String text) {
        return ("CASE WHEN regexp_full_match(%1$s, '[+-]?[0-9]{1,11}(\\.[0-9]{1,6})?') THEN"
                        + " CAST(%1$s AS DECIMAL(18,6))::%3$s"
                        + " WHEN regexp_full_match(%1$s, '%2$s') THEN TRY_CAST(%1$s AS %3$s) END")
                .formatted(text, type.pattern(), type.column());
    }

    /**
     * SQL of the value of a streamed piece: NULL for none and for one that does not fit.
     *
     * @param piece a column of a spooled request: NULL, or a mark and a text
     */
    String ofStreamed(String piece) {
        String text = "substr(%s, 2)".formatted(piece);
        if (json.equals(STRING)) {
            String value =
                    "CASE WHEN starts_with(%s, '%s') THEN nullif(%s, '') END"
                            .formatted(piece, Mark.TEXT, text);
            return type.text() ? value : ofText("(" + value + ")");
        }
        if (type == LakeType.BOOLEAN) {
            return "CASE %1$s WHEN '%2$strue' THEN true WHEN '%2$sfalse' THEN false END"
                    .formatted(piece, Mark.BOOLEAN);
        }
        return "CASE WHEN starts_with(%s, '%s') THEN %s END"
                .formatted(piece, Mark.NUMBER, number(text));
    }

    /** SQL of whether a streamed piece says nothing. An empty text is taken as such: assumed. */
    String blankStreamed(String piece) {
        return json.equals(STRING)
                ? "(%1$s IS NULL OR %1$s IN ('%2$s', '%3$s'))"
                        .formatted(piece, Mark.NULL, Mark.TEXT)
                : "(%1$s IS NULL OR %1$s = '%2$s')".formatted(piece, Mark.NULL);
    }

    /** What stands before each value of a spooled request, since JSON's types count. */
    public static final class Mark {

        public static final char TEXT = 's';
        public static final char NUMBER = 'n';
        public static final char BOOLEAN = 'b';
        public static final char NULL = 'z';
        public static final char OTHER = 'o';

        private Mark() {}
    }
}
