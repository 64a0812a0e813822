package io.saltroad.sandbox.org;

import java.nio.file.Path;

/** Names and texts, quoted for SQL. */
public final class Sql {

    private Sql() {}

    public static String name(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    public static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    public static String path(Path path) {
        return text(path.toAbsolutePath().toString());
    }
}
