package io.saltroad.export;

import io.saltroad.export.ExportException.Code;
import io.saltroad.export.TotalsTemplate.Stated;
import io.saltroad.settings.NearestName;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Holds one reading of an export against the totals that its trailer and its manifest state. What
 * they say is known from the start: a trailer is looked for from the end of the file, so that the
 * reading can stop before it.
 */
public final class TotalsCheck {

    /** A manifest is about one export. */
    private static final int LONGEST_MANIFEST = 1 << 20;

    private static final int SHOWN = 100;

    private final Path file;
    private final FileFaults faults;
    private final ControlTotals declared;
    private final long end;
    private final List<Source> sources = new ArrayList<>();
    private int sumColumn = -1;
    private int columns;
    private BigDecimal sum = BigDecimal.ZERO;

    /**
     * Who says something.
     *
     * @param name for messages
     * @param byteOffset where in the export the reading has ended when it is held against this
     */
    private record Source(String name, long byteOffset, Stated stated) {}

    private TotalsCheck(Path file, Encoding encoding, ControlTotals declared) throws IOException {
        this.file = file;
        this.faults = new FileFaults(file, encoding);
        this.declared = declared;
        this.end =
                declared.trailer().isPresent()
                        ? trailer(declared.trailer().get(), encoding)
                        : Long.MAX_VALUE;
    }

    /**
     * Finds out what the export should hold.
     *
     * @param manifest the file beside the export that says so, if there is one
     * @throws ExportException if the trailer or the manifest is missing or not understood
     */
    static TotalsCheck open(
            Path file,
            Encoding encoding,
            ControlTotals declared,
            Optional<Path> manifest,
            Charset charset)
            throws IOException {
        TotalsCheck check = new TotalsCheck(file, encoding, declared);
        if (!declared.manifest().isEmpty()) {
            check.manifest(manifest.orElseThrow(), charset);
        }
        return check;
    }

    /** Takes note of what the trailer says; gives where it begins. */
    private long trailer(TotalsTemplate template, Encoding encoding) throws IOException {
        LastLine last = LastLine.of(file, encoding);
        Optional<Stated> stated = template.read(last.text(), name());
        if (stated.isEmpty()) {
            boolean meant = template.begins(last.text());
            throw faults.atByte(
                    last.begin(),
                    meant ? Code.TRAILER_MALFORMED : Code.TRAILER_MISSING,
                    "the last line should be a trailer like '%s', but is '%s'"
                            .formatted(template, shortened(last.text())),
                    meant
                            ? "Correct trailer in csv-reader-action, or let the ERP write the file"
                                    + " again"
                            : "The export is not complete: let the ERP write it again");
        }
        state("trailer", last.begin(), stated.get());
        return last.begin();
    }

    private void manifest(Path manifest, Charset charset) throws IOException {
        List<String> lines = lines(manifest, charset);
        String name = "manifest " + manifest.getFileName();
        for (TotalsTemplate template : declared.manifest()) {
            List<Stated> stated =
                    lines.stream()
                            .flatMap(line -> template.read(line.strip(), name()).stream())
                            .toList();
            if (stated.isEmpty()) {
                throw malformed(
                        manifest,
                        "no line is like '%s'".formatted(template),
                        "Correct manifestFormat in csv-reader-action, or let the ERP write the"
                                + " manifest again");
            }
            boolean states = template.hasCount() || template.hasSum();
            if (states && stated.stream().distinct().count() > 1) {
                throw malformed(
                        manifest,
                        "several lines are like '%s', and they say different things"
                                .formatted(template),
                        "Tell them apart in manifestFormat of csv-reader-action, for example by"
                                + " {file}");
            }
            state(name, Files.size(file), stated.get(0));
        }
    }

    private static List<String> lines(Path manifest, Charset charset) throws IOException {
        try {
            if (Files.size(manifest) > LONGEST_MANIFEST) {
                throw malformed(
                        manifest,
                        "%,d bytes are too many for a manifest".formatted(Files.size(manifest)),
                        "Check manifest in erp-export-source");
            }
            Encoding encoding = Encoding.of(manifest, charset);
            byte[] bytes = Files.readAllBytes(manifest);
            String text =
                    encoding.charset()
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(
                                    ByteBuffer.wrap(
                                            bytes,
                                            encoding.markLength(),
                                            bytes.length - encoding.markLength()))
                            .toString();
            return text.lines().toList();
        } catch (CharacterCodingException e) {
            throw malformed(
                    manifest,
                    "it is no text in %s".formatted(charset),
                    "It must have a byte order mark, or the charset of the export");
        } catch (NoSuchFileException e) {
            throw ExportException.at(
                    manifest,
                    FilePosition.START,
                    Code.MANIFEST_MISSING,
                    "the manifest does not lie beside its export in the work folder",
                    "Drop the export again together with its manifest");
        }
    }

    private static ExportException malformed(Path manifest, String found, String hint) {
        return ExportException.at(
                manifest, FilePosition.START, Code.MANIFEST_MALFORMED, found, hint);
    }

    private void state(String name, long byteOffset, Stated stated) throws ExportException {
        if (stated.sum().isPresent() && declared.number(stated.sum().get()).isEmpty()) {
            throw faults.atByte(
                    byteOffset,
                    Code.SUM_UNREADABLE,
                    "the %s says '%s', which is no number written like %s"
                            .formatted(name, stated.sum().get(), declared.sumFormat()),
                    "Correct sumFormat in csv-reader-action");
        }
        sources.add(new Source(name, byteOffset, stated));
    }

    /** Where the records end, in bytes of the file; more than it has if they go on to its end. */
    public long end() {
        return end;
    }

    /** Whether the values of a column are needed, so that counting is not enough. */
    boolean adds() {
        return declared.sumColumn().isPresent();
    }

    /** Finds the column that is added up. A file without even a header has none, and no records. */
    void columns(List<String> names) throws ExportException {
        columns = names.size();
        if (!adds() || names.isEmpty()) {
            return;
        }
        String wanted = declared.sumColumn().get();
        sumColumn = names.indexOf(wanted);
        if (sumColumn < 0) {
            throw ExportException.at(
                    file,
                    FilePosition.START,
                    Code.UNKNOWN_COLUMN,
                    "sumColumn is %s, the export has no such column%s"
                            .formatted(wanted, NearestName.clause(wanted, names)),
                    "Correct sumColumn in csv-reader-action");
        }
    }

    /**
     * Adds a record. An empty value adds nothing.
     *
     * @throws ExportException if its value is not known, since the sum cannot be known then
     */
    void add(long line, int count, IntFunction<String> field) throws ExportException {
        if (count != columns) {
            throw unreadable(
                    line, "a record with %d fields instead of %d".formatted(count, columns));
        }
        String text = field.apply(sumColumn);
        if (text.isBlank()) {
            return;
        }
        Optional<BigDecimal> number = declared.number(text);
        if (number.isEmpty()) {
            throw unreadable(
                    line,
                    "'%s' is no number written like %s"
                            .formatted(shortened(text), declared.sumFormat()));
        }
        sum = sum.add(number.get());
    }

    private ExportException unreadable(long line, String found) {
        return faults.atLine(
                line,
                Code.SUM_UNREADABLE,
                "%s, so %s cannot be added up".formatted(found, declared.sumColumn().orElseThrow()),
                "Correct sumFormat in csv-reader-action, or let the ERP write the file again");
    }

    /**
     * The reading has come to its end.
     *
     * @param records that were read, whatever became of them
     * @throws ExportException if the totals are not those that are stated
     */
    public void complete(long records) throws ExportException {
        for (Source source : sources) {
            Optional<Long> count = source.stated().count();
            if (count.isPresent() && count.get() != records) {
                throw faults.atByte(
                        source.byteOffset(),
                        Code.COUNT_MISMATCH,
                        "the %s says %,d records, the export has %,d"
                                .formatted(source.name(), count.get(), records),
                        "Records are missing or were added on the way: let the ERP write the file"
                                + " again"
                                + countedBesides(count.get() - records));
            }
            Optional<BigDecimal> stated = source.stated().sum().flatMap(declared::number);
            if (stated.isPresent() && stated.get().compareTo(sum) != 0) {
                throw faults.atByte(
                        source.byteOffset(),
                        Code.SUM_MISMATCH,
                        "the %s says that %s adds up to %s, the records add up to %s"
                                .formatted(
                                        source.name(),
                                        declared.sumColumn().orElseThrow(),
                                        stated.get().toPlainString(),
                                        sum.toPlainString()),
                        "Values were changed or are missing: let the ERP write the file again");
            }
        }
    }

    private static String countedBesides(long difference) {
        return difference == 1 || difference == 2
                ? ". If it counts its header or trailer too, write {count+%d} in csv-reader-action"
                        .formatted(difference)
                : "";
    }

    private String name() {
        return file.getFileName().toString();
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
