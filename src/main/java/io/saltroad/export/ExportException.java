package io.saltroad.export;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An export file cannot be read as its feed says, so the whole export is refused: nothing of it may
 * reach Salesforce.
 *
 * <p>The message is one sentence for the operator: file, line, byte offset, what was found, what
 * was expected, and what to do. The parts are there singly too, for {@code reason.json}.
 */
public final class ExportException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Why the file was refused. */
    public enum Code {
        /** The file is gone, may not be read, or the disk fails. */
        UNREADABLE_FILE,
        /** The file is not what it was when it was claimed, or when its chunks were cut. */
        EXPORT_CHANGED,
        /**
         * A byte that does not exist in the charset, or a UTF-16 file that does not say its order.
         */
        UNREADABLE_CHARSET,
        /** A NUL character: a file that was cut short, preallocated, or written in UTF-16. */
        NUL_CHARACTER,
        /** A byte order mark at the start of a later record: files were joined. */
        JOINED_FILES,
        /** The file ends inside a quoted field. */
        UNTERMINATED_QUOTE,
        /** Text follows a closing quote, so nobody can tell where the record ends. */
        MISPLACED_QUOTE,
        /**
         * A record grows beyond {@link CsvFormat#LONGEST_RECORD}: as good as an unterminated quote.
         */
        ENDLESS_RECORD,
        /** Lines end with CR alone, or with CR CR LF. */
        UNKNOWN_LINE_END,
        /** Fewer lines than {@code skipLines} says. */
        TOO_FEW_LINES,
        /** The header does not come apart with the declared delimiter, but with another one. */
        WRONG_DELIMITER,
        /** Two columns have the same name; upper and lower case are the same to Salesforce. */
        DUPLICATE_HEADER,
        /** A column without a name that would have to be sent by name. */
        EMPTY_HEADER,
        /** The mapping names a column that the header does not have. */
        UNKNOWN_COLUMN,
        /** The fields to be sent are not those that the target takes. */
        UNFIT_FIELDS,
        /** More columns, or a longer header, than a Bulk API 2.0 job takes. */
        HEADER_TOO_LARGE,
        /** The last line does not look like the trailer that the export should have. */
        TRAILER_MISSING,
        /** The last line begins like a trailer, and goes on otherwise. */
        TRAILER_MALFORMED,
        /** The manifest that came with the export is gone. */
        MANIFEST_MISSING,
        /** The manifest does not say what it should. */
        MANIFEST_MALFORMED,
        /** Trailer or manifest state another number of records than there are. */
        COUNT_MISMATCH,
        /** Trailer or manifest state another sum than that of the records. */
        SUM_MISMATCH,
        /** A number that is needed for a sum is not written as declared. */
        SUM_UNREADABLE,
        /** More records are rejected than the feed allows. */
        REJECT_THRESHOLD,
        /** A step of the feed's own ({@code Records.map}, {@code filter}) threw an exception. */
        STEP_FAILED
    }

    private final Code code;
    private final String file;
    private final long line;
    private final long byteOffset;
    private final String found;
    private final String hint;

    private ExportException(
            Code code,
            String file,
            long line,
            long byteOffset,
            String found,
            String hint,
            Throwable cause) {
        super(
                "%s, line %d (byte %d): %s. %s".formatted(file, line, byteOffset, found, hint),
                cause);
        this.code = code;
        this.file = file;
        this.line = line;
        this.byteOffset = byteOffset;
        this.found = found;
        this.hint = hint;
    }

    /**
     * A refusal at a place in the file.
     *
     * @param found what was found there and what was expected, without a full stop
     * @param hint what to do, as a sentence
     */
    public static ExportException at(
            Path file, FilePosition position, Code code, String found, String hint) {
        return at(file, position, code, found, hint, null);
    }

    static ExportException at(
            Path file,
            FilePosition position,
            Code code,
            String found,
            String hint,
            Throwable cause) {
        return new ExportException(
                code,
                file.getFileName().toString(),
                position.line(),
                position.byteOffset(),
                found,
                hint,
                cause);
    }

    public Code code() {
        return code;
    }

    /** Name of the export, without its folder. */
    public String file() {
        return file;
    }

    /** Line of the fault, 1-based; lines are counted by line feeds. */
    public long line() {
        return line;
    }

    /** Where the fault, or else its record, begins in the file; 0-based. */
    public long byteOffset() {
        return byteOffset;
    }

    /** What was found and what was expected. */
    public String found() {
        return found;
    }

    /** What to do about it. */
    public String hint() {
        return hint;
    }
}
