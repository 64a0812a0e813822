package io.saltroad.salesforce.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What Salesforce asks of the values of one field. Source of the forms: Bulk API 2.0 Developer
 * Guide, "Valid Date Format in Records"; that booleans are those of the first Bulk API is assumed.
 */
public final class ValueRule {

    /** Erases a field. Source: Bulk API 2.0 Developer Guide, "Valid CSV Record Rows". */
    private static final String ERASE = "#N/A";

    private static final int LONGEST_LIST = 8;

    private static final Set<String> BOOLEANS = Set.of("true", "false", "1", "0");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");
    private static final Pattern DATE =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)(Z|[+-]\\d\\d:?\\d\\d)?");
    private static final Pattern DATE_TIME =
            Pattern.compile(
                    "(\\d{4}-\\d\\d-\\d\\d)T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?"
                            + "(Z|[+-]\\d\\d:?\\d\\d)");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{15}([A-Za-z0-9]{3})?");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s,;]+@[^@\\s,;]+\\.[^@\\s,;.]+");

    private final String name;
    private final String type;
    private final boolean required;
    private final int length;
    private final int digitsBeforePoint;
    private final Set<String> restrictedTo;

    private ValueRule(
            String name,
            String type,
            boolean required,
            int length,
            int digitsBeforePoint,
            Set<String> restrictedTo) {
        this.name = name;
        this.type = type;
        this.required = required;
        this.length = length;
        this.digitsBeforePoint = digitsBeforePoint;
        this.restrictedTo = restrictedTo;
    }

    /**
     * @param field as describe tells of it
     */
    static ValueRule of(JsonNode field, boolean required) {
        String type = field.path("type").asText();
        int digits =
                type.equals("int")
                        ? field.path("digits").asInt()
                        : field.path("precision").asInt() - field.path("scale").asInt();
        // With regard to case, since nobody says that Salesforce has none here.
        Set<String> values = new TreeSet<>();
        if (field.path("restrictedPicklist").asBoolean()) {
            for (JsonNode value : field.path("picklistValues")) {
                if (value.path("active").asBoolean(true)) {
                    values.add(value.path("value").asText());
                }
            }
        }
        return new ValueRule(
                field.path("name").asText(),
                type,
                required,
                field.path("length").asInt(),
                digits,
                values);
    }

    /**
     * Why Salesforce would refuse a value; empty if nothing is known against it.
     *
     * @param value as it is sent: empty leaves the field as it is, {@code #N/A} erases it
     * @param insert whether there is no record yet whose field could stay as it is
     */
    public Optional<String> objectionTo(String value, boolean insert) {
        if (value.isEmpty() || value.equals(ERASE)) {
            boolean missing = required && (insert || value.equals(ERASE));
            return missing
                    ? Optional.of("must not be empty: %s is required".formatted(name))
                    : Optional.empty();
        }
        return switch (type) {
            case "boolean" ->
                    unless(
                            BOOLEANS.contains(value.toLowerCase(Locale.ROOT)),
                            "is not true, false, 1 or 0");
            case "int", "long", "double", "currency", "percent" -> number(value);
            case "date" -> unless(isDate(value), "is not a date like 2024-10-07");
            case "datetime" ->
                    unless(isDateTime(value), "is not a date and time like 2024-10-07T16:30:00Z");
            case "id", "reference" ->
                    unless(
                            ID.matcher(value).matches(),
                            "is not an Id, which has 15 or 18 letters and digits");
            case "email" ->
                    unless(EMAIL.matcher(value).matches(), "is not an email address")
                            .or(() -> text(value));
            case "multipicklist" -> several(value);
            case "picklist" -> choice(value).or(() -> text(value));
            default -> text(value);
        };
    }

    private Optional<String> text(String value) {
        if (length <= 0 || value.length() <= length) {
            return Optional.empty();
        }
        int characters = value.codePointCount(0, value.length());
        return characters <= length
                ? Optional.empty()
                : Optional.of(
                        "has %,d characters, %s takes %,d".formatted(characters, name, length));
    }

    private Optional<String> number(String value) {
        if (!NUMBER.matcher(value).matches()) {
            return Optional.of("is not a number like -1234.5");
        }
        BigDecimal number = new BigDecimal(value);
        boolean whole = type.equals("int") || type.equals("long");
        if (whole && number.stripTrailingZeros().scale() > 0) {
            return Optional.of("is not a whole number");
        }
        int digits = number.precision() - number.scale();
        return digitsBeforePoint > 0 && number.signum() != 0 && digits > digitsBeforePoint
                ? Optional.of(
                        "has %d digits before the point, %s takes %d"
                                .formatted(digits, name, digitsBeforePoint))
                : Optional.empty();
    }

    private Optional<String> several(String values) {
        for (String value : values.split(";", -1)) {
            Optional<String> objection = choice(value);
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    private Optional<String> choice(String value) {
        if (restrictedTo.isEmpty() || restrictedTo.contains(value)) {
            return Optional.empty();
        }
        List<String> shown = new ArrayList<>(restrictedTo);
        String more = shown.size() > LONGEST_LIST ? " and others" : "";
        return Optional.of(
                "is none of the values that %s is restricted to: %s%s"
                        .formatted(
                                name,
                                String.join(
                                        ", ",
                                        shown.subList(0, Math.min(LONGEST_LIST, shown.size()))),
                                more));
    }

    private static boolean isDate(String value) {
        var matcher = DATE.matcher(value);
        return matcher.matches() && isDay(matcher.group(1));
    }

    private static boolean isDateTime(String value) {
        var matcher = DATE_TIME.matcher(value);
        return matcher.matches() && isDay(matcher.group(1));
    }

    private static boolean isDay(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Optional<String> unless(boolean right, String objection) {
        return right ? Optional.empty() : Optional.of(objection);
    }
}
