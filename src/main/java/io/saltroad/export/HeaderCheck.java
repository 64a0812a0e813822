package io.saltroad.export;

import io.saltroad.export.ExportException.Code;
import io.saltroad.settings.NearestName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Refuses an export whose header is not what its feed says: one error, not one for each record. */
final class HeaderCheck {

    private static final List<String> DELIMITERS = List.of(";", ",", "\t", "|", "^", "~");

    /** Names in a message; the nearest one has its own place in it. */
    private static final int SHOWN = 30;

    private final Path file;
    private final FilePosition position;
    private final CsvFormat format;
    private final List<String> columns;

    HeaderCheck(Path file, FilePosition position, CsvFormat format, List<String> columns) {
        this.file = file;
        this.position = position;
        this.format = format;
        this.columns = columns;
    }

    /**
     * Checks what holds for every header.
     *
     * @param unnamed whether columns without a name may stay unused
     */
    void check(boolean unnamed) throws ExportException {
        checkLineEnd();
        if (!unnamed && columns.size() == 1) {
            Optional<String> better = better(names -> names.size() > 1);
            if (better.isPresent()) {
                throw wrongDelimiter(better.get());
            }
        }
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i);
            if (name.isBlank()) {
                if (!unnamed) {
                    throw refused(
                            Code.EMPTY_HEADER,
                            "column %d has no name".formatted(i + 1),
                            "Use a mapping, which can leave it out");
                }
                continue;
            }
            Integer first = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), i);
            if (first != null) {
                throw refused(
                        Code.DUPLICATE_HEADER,
                        "columns %d and %d are both called %s".formatted(first + 1, i + 1, name),
                        "Let the ERP write different names, or name the columns in"
                                + " csv-reader-action: skipLines, header: false, columns");
            }
        }
    }

    /** What a column that a mapping does not find means. */
    ExportException unknown(UnknownColumnException missing) {
        Optional<String> better = better(names -> names.containsAll(missing.wanted()));
        if (better.isEmpty() && columns.size() == 1) {
            better = better(names -> names.size() > 1);
        }
        if (better.isPresent()) {
            return wrongDelimiter(better.get());
        }
        return refused(
                Code.UNKNOWN_COLUMN,
                "the mapping needs column %s, the export has no such column%s"
                        .formatted(missing.column(), NearestName.clause(missing.column(), columns)),
                "Correct the mapping, or let the ERP write the column. The columns are: "
                        + String.join(", ", columns.subList(0, Math.min(SHOWN, columns.size())))
                        + (columns.size() > SHOWN
                                ? " and %d more".formatted(columns.size() - SHOWN)
                                : ""));
    }

    /**
     * What fields mean that the target does not take.
     *
     * @param mapped whether they are those of a mapping rather than the export's own
     */
    ExportException unfit(UnfitFieldsException unfit, boolean mapped) {
        Optional<String> better =
                mapped ? Optional.empty() : better(names -> names.containsAll(unfit.wanted()));
        return better.map(this::wrongDelimiter)
                .orElseGet(() -> refused(Code.UNFIT_FIELDS, unfit.found(), unfit.hint()));
    }

    /** Looks at the first record of an export without header: that has to do for one. */
    void checkFirstRecord(List<String> fields) throws ExportException {
        HeaderCheck record = new HeaderCheck(file, position, format, fields);
        record.checkLineEnd();
        if (fields.size() != columns.size()) {
            Optional<String> better = record.better(names -> names.size() == columns.size());
            if (better.isPresent()) {
                throw record.wrongDelimiter(better.get());
            }
        }
    }

    private void checkLineEnd() throws ExportException {
        String last = columns.get(columns.size() - 1);
        if (columns.stream().anyMatch(name -> name.indexOf('\r') >= 0)) {
            throw refused(
                    Code.UNKNOWN_LINE_END,
                    "a carriage return without line feed, or two before one",
                    "Records must end with LF or CRLF. Transfer the file in binary mode, or let the"
                            + " ERP write such line ends");
        }
        // Database bulk exports with a delimiter such as +| end their records with &| and LF.
        String delimiter = format.delimiter();
        if (delimiter.length() > 1
                && last.length() > 1
                && last.charAt(last.length() - 1) == delimiter.charAt(delimiter.length() - 1)
                && !Character.isLetterOrDigit(last.charAt(last.length() - 2))) {
            throw refused(
                    Code.UNKNOWN_LINE_END,
                    "records end with '%s' before the line end"
                            .formatted(last.substring(last.length() - 2)),
                    "Record separators other than LF and CRLF are not supported: let the ERP write"
                            + " one of these");
        }
    }

    private Optional<String> better(Predicate<List<String>> fits) {
        String line = String.join(format.delimiter(), columns);
        return DELIMITERS.stream()
                .filter(delimiter -> !delimiter.equals(format.delimiter()))
                .filter(delimiter -> fits.test(split(line, delimiter)))
                .findFirst();
    }

    private static List<String> split(String line, String delimiter) {
        return Arrays.stream(line.split(Pattern.quote(delimiter), -1))
                .map(name -> name.replace("\"", ""))
                .toList();
    }

    private ExportException wrongDelimiter(String better) {
        return refused(
                Code.WRONG_DELIMITER,
                "with delimiter %s the line has %d fields: '%s'"
                        .formatted(
                                CsvFormat.delimiterWord(format.delimiter()),
                                columns.size(),
                                shortened(String.join(format.delimiter(), columns))),
                "Declare delimiter: %s in csv-reader-action"
                        .formatted(CsvFormat.delimiterWord(better)));
    }

    private ExportException refused(Code code, String found, String hint) {
        return ExportException.at(file, position, code, found, hint);
    }

    private static String shortened(String line) {
        return line.length() <= Rejection.LONGEST_VALUE
                ? line
                : line.substring(0, Rejection.LONGEST_VALUE) + "…";
    }
}
