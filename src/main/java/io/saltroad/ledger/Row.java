package io.saltroad.ledger;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Reads the ledger's own types from a row: times are milliseconds, absent values are null. */
final class Row {

    private final ResultSet values;

    Row(ResultSet values) {
        this.values = values;
    }

    String text(String column) throws SQLException {
        return values.getString(column);
    }

    Optional<String> optionalText(String column) throws SQLException {
        return Optional.ofNullable(values.getString(column));
    }

    Path path(String column) throws SQLException {
        return Path.of(values.getString(column));
    }

    Optional<Path> optionalPath(String column) throws SQLException {
        return optionalText(column).map(Path::of);
    }

    int number(String column) throws SQLException {
        return values.getInt(column);
    }

    long count(String column) throws SQLException {
        return values.getLong(column);
    }

    Optional<Long> optionalCount(String column) throws SQLException {
        long count = values.getLong(column);
        return values.wasNull() ? Optional.empty() : Optional.of(count);
    }

    Instant time(String column) throws SQLException {
        return Instant.ofEpochMilli(values.getLong(column));
    }

    Optional<Instant> optionalTime(String column) throws SQLException {
        return optionalCount(column).map(Instant::ofEpochMilli);
    }

    /** Why it waits or ended; the three columns are there together or not at all. */
    Optional<Reason> reason() throws SQLException {
        Optional<String> failureClass = optionalText("reason_class");
        return failureClass.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Reason(
                                failureClass.get(), text("reason_code"), text("reason_message")));
    }
}
