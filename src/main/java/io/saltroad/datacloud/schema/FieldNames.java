package io.saltroad.datacloud.schema;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What objects and their fields may be called. Source: Requirements for Ingestion API Schema File
 * ({@code c360-a-ingestion-api-schema-req}).
 */
final class FieldNames {

    static final int LONGEST = 80;

    private static final Pattern CHARACTERS = Pattern.compile("[a-zA-Z0-9_-]+");

    private static final Set<String> RESERVED =
            Set.of(
                    "date_id",
                    "location_id",
                    "dat_account_currency",
                    "dat_exchange_rate",
                    "pacing_period",
                    "pacing_end_date",
                    "row_count",
                    "version");

    private FieldNames() {}

    /** Why this is no name for an object; empty if it is one. */
    static Optional<String> wrongObject(String name) {
        if (!CHARACTERS.matcher(name).matches()) {
            return Optional.of("'%s' has other characters than a-z A-Z 0-9 _ -".formatted(name));
        }
        return name.length() > LONGEST
                ? Optional.of(
                        "'%s' has %d characters, Data Cloud takes %d"
                                .formatted(name, name.length(), LONGEST))
                : Optional.empty();
    }

    /** Why this is no name for a field; empty if it is one. */
    static Optional<String> wrongField(String name) {
        Optional<String> wrong = wrongObject(name);
        if (wrong.isPresent()) {
            return wrong;
        }
        if (name.contains("__")) {
            return Optional.of("'%s' has two underscores in a row".formatted(name));
        }
        return isReserved(name)
                ? Optional.of("'%s' is reserved by Data Cloud".formatted(name))
                : Optional.empty();
    }

    /** In any case, since names that differ in nothing else are one to Data Cloud. */
    static boolean isReserved(String name) {
        return RESERVED.contains(name.toLowerCase(Locale.ROOT));
    }
}
