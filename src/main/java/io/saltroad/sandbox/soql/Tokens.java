package io.saltroad.sandbox.soql;

import io.saltroad.sandbox.web.ApiError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a query into its pieces. */
final class Tokens {

    private static final Pattern PIECE =
            Pattern.compile(
                    "\\s+"
                            + "|(?<datetime>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?"
                            + "(?:Z|[+-]\\d\\d:?\\d\\d))"
                            + "|(?<date>\\d{4}-\\d\\d-\\d\\d)"
                            + "|(?<number>[+-]?\\d+(?:\\.\\d+)?)"
                            + "|(?<name>[A-Za-z]\\w*(?:\\.\\w+)*(?::\\d+)?)"
                            + "|'(?<string>(?:[^'\\\\]|\\\\.)*)'"
                            + "|(?<sign><=|>=|!=|<>|[=<>(),])");

    private Tokens() {}

    /** All pieces and one that says END. */
    static List<Token> of(String query) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = PIECE.matcher(query);
        int at = 0;
        while (at < query.length()) {
            if (!matcher.region(at, query.length()).lookingAt()) {
                throw malformed("unexpected token: '%s'".formatted(query.charAt(at)), at + 1);
            }
            Token token = token(matcher, at + 1);
            if (token != null) {
                tokens.add(token);
            }
            at = matcher.end();
        }
        tokens.add(new Token(Token.Kind.END, "<EOF>", query.length() + 1));
        return tokens;
    }

    private static Token token(Matcher matcher, int at) {
        for (Token.Kind kind : Token.Kind.values()) {
            if (kind != Token.Kind.END) {
                String text = matcher.group(kind.name().toLowerCase(Locale.ROOT));
                if (text != null) {
                    return new Token(kind, text, at);
                }
            }
        }
        return null; // blanks
    }

    /** The code is documented; the wording follows what the platform's parser is known to say. */
    static ApiError malformed(String what, int at) {
        return ApiError.badRequest("MALFORMED_QUERY", "%s at column %d".formatted(what, at));
    }
}
