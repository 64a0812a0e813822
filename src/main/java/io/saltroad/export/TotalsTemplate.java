package io.saltroad.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a line looks that says what an export holds: the line itself, with placeholders for what
 * differs, such as <code>T;{count};{sum}</code>.
 *
 * <ul>
 *   <li><code>{count}</code> is the number of records. <code>{count+2}</code> is two more: the ERP
 *       counts its header and its trailer too.
 *   <li><code>{sum}</code> is the sum of a column.
 *   <li><code>{file}</code> is the name of the export.
 *   <li><code>{any}</code> is any text, or none.
 * </ul>
 */
final class TotalsTemplate {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern COUNT = Pattern.compile("count(?:\\+([0-9]{1,3}))?");
    private static final String COUNT_REGEX = "\\h{0,40}(?<count>[0-9]{1,18})\\h{0,40}";
    private static final String SUM_REGEX = "(?<sum>[-+()0-9.,'\\h]{1,80})";

    private final String text;
    private final List<String> parts = new ArrayList<>();
    private boolean hasCount;
    private boolean hasSum;
    private int countedBesides;

    /**
     * What a line says.
     *
     * @param count of records
     * @param sum as it is written
     */
    record Stated(Optional<Long> count, Optional<String> sum) {}

    private TotalsTemplate(String text) {
        this.text = text;
    }

    /**
     * Understands a template.
     *
     * @throws IllegalArgumentException if it is not clear; the message says why
     */
    static TotalsTemplate of(String text) {
        TotalsTemplate template = new TotalsTemplate(text);
        Matcher placeholder = PLACEHOLDER.matcher(text);
        int at = 0;
        boolean adjacent = false;
        while (placeholder.find()) {
            template.literal(text.substring(at, placeholder.start()));
            adjacent &= at == placeholder.start() && at > 0;
            boolean number = template.placeholder(placeholder.group(1));
            require(!(adjacent && number), text, "has two numbers with nothing between them");
            adjacent = number;
            at = placeholder.end();
        }
        template.literal(text.substring(at));
        return template;
    }

    private void literal(String literal) {
        require(
                literal.indexOf('{') < 0 && literal.indexOf('}') < 0,
                text,
                "has a brace that belongs to no placeholder");
        parts.add(literal);
    }

    /** Takes note of it; true if a number stands there. */
    private boolean placeholder(String name) {
        Matcher count = COUNT.matcher(name);
        if (count.matches()) {
            require(!hasCount, text, "has {count} twice");
            hasCount = true;
            countedBesides = count.group(1) == null ? 0 : Integer.parseInt(count.group(1));
            parts.add("{count}");
        } else if (name.equals("sum")) {
            require(!hasSum, text, "has {sum} twice");
            hasSum = true;
            parts.add("{sum}");
        } else {
            require(
                    name.equals("any") || name.equals("file"),
                    text,
                    "has {%s}, which is none of {count}, {sum}, {file} and {any}".formatted(name));
            parts.add("{" + name + "}");
            return false;
        }
        return true;
    }

    private static void require(boolean fits, String text, String problem) {
        if (!fits) {
            throw new IllegalArgumentException("'%s' %s".formatted(text, problem));
        }
    }

    boolean hasCount() {
        return hasCount;
    }

    boolean hasSum() {
        return hasSum;
    }

    /** What a line says; empty if it does not look like this. */
    Optional<Stated> read(String line, String export) {
        StringBuilder regex = new StringBuilder();
        for (String part : parts) {
            regex.append(
                    switch (part) {
                        case "{count}" -> COUNT_REGEX;
                        case "{sum}" -> SUM_REGEX;
                        case "{any}" -> ".*";
                        case "{file}" -> Pattern.quote(export);
                        default -> Pattern.quote(part);
                    });
        }
        Matcher matcher = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new Stated(
                        hasCount
                                ? Optional.of(
                                        Long.parseLong(matcher.group("count")) - countedBesides)
                                : Optional.empty(),
                        hasSum ? Optional.of(matcher.group("sum").strip()) : Optional.empty()));
    }

    /** Whether a line begins like this, so that it is meant to be such a line. */
    boolean begins(String line) {
        return !parts.get(0).isEmpty() && line.startsWith(parts.get(0));
    }

    @Override
    public String toString() {
        return text;
    }
}
