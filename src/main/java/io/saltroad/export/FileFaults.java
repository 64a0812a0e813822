package io.saltroad.export;

import io.saltroad.export.ExportException.Code;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Words the faults that refuse a whole export, so that they read the same whoever finds them. Each
 * method makes the exception for the caller to throw.
 */
public final class FileFaults {

    private final Path file;
    private final Encoding encoding;

    public FileFaults(Path file, Encoding encoding) {
        this.file = file;
        this.encoding = encoding;
    }

    /** A byte that is no text in the charset. */
    public ExportException undecodable(long byteOffset, String hex) {
        return atByte(
                byteOffset,
                Code.UNREADABLE_CHARSET,
                "%s is no text in %s".formatted(hex, encoding.charset().name()),
                "Declare the charset the ERP writes, for example windows-1252, in"
                        + " csv-reader-action");
    }

    public ExportException nul(long byteOffset) {
        return atByte(
                byteOffset,
                Code.NUL_CHARACTER,
                "a NUL character in a text file",
                "The file was not written to its end, or it is UTF-16 without a byte order mark:"
                        + " let the ERP write it again, or declare its charset");
    }

    /**
     * Text behind a closing quote.
     *
     * @param line the field begins on
     * @param field counted from 1
     */
    public ExportException misplacedQuote(long line, int field) {
        return atLine(
                line,
                Code.MISPLACED_QUOTE,
                "text follows the closing quote of field %d".formatted(field),
                "A quote inside a quoted field must be doubled; if the export does not quote at"
                        + " all, declare quote: none");
    }

    /**
     * A field that the end of the file leaves open.
     *
     * @param line the field begins on
     * @param field counted from 1
     */
    public ExportException unterminatedQuote(long line, int field) {
        return atLine(
                line,
                Code.UNTERMINATED_QUOTE,
                "the quote that opens field %d is not closed until the end of the file"
                        .formatted(field),
                "The file is cut short or a quote is missing: let the ERP write it again; if the"
                        + " export does not quote at all, declare quote: none");
    }

    /**
     * A record that does not end.
     *
     * @param line its endless field begins on
     * @param field counted from 1
     */
    public ExportException endlessRecord(long line, int field) {
        return atLine(
                line,
                Code.ENDLESS_RECORD,
                "a record of more than %,d characters: field %d does not end"
                        .formatted(CsvFormat.LONGEST_RECORD, field),
                "A closing quote is missing; if the export does not quote at all, declare"
                        + " quote: none");
    }

    /** Another file begins at the record on this line. */
    public ExportException joined(long line) {
        return atLine(
                line,
                Code.JOINED_FILES,
                "a byte order mark in the middle of the file",
                "Several files were joined into one: deliver them one by one");
    }

    /** A file that ends before its header. */
    ExportException tooFewLines(int skipLines) {
        return ExportException.at(
                file,
                FilePosition.START,
                Code.TOO_FEW_LINES,
                "the file ends within the first %d lines, which skipLines leaves out"
                        .formatted(skipLines),
                "Correct skipLines in csv-reader-action, or let the ERP write the file again");
    }

    /** The file cannot be read at all. */
    public static ExportException unreadable(Path file, IOException cause) {
        return ExportException.at(
                file,
                FilePosition.START,
                Code.UNREADABLE_FILE,
                "the file cannot be read (%s)".formatted(cause),
                "Check that it is there and may be read",
                cause);
    }

    /** Where a line begins. */
    FilePosition position(long line) throws IOException {
        return FilePosition.ofLine(file, encoding.charset(), line);
    }

    /** A fault at a byte of the file. */
    ExportException atByte(long byteOffset, Code code, String found, String hint) {
        try {
            FilePosition position = FilePosition.ofByte(file, encoding.charset(), byteOffset);
            return ExportException.at(file, position, code, found, hint);
        } catch (IOException e) {
            return unreadable(file, e);
        }
    }

    /** A fault of the record on this line. */
    ExportException atLine(long line, Code code, String found, String hint) {
        try {
            return ExportException.at(file, position(line), code, found, hint);
        } catch (IOException e) {
            return unreadable(file, e);
        }
    }
}
