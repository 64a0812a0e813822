package io.saltroad.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A recipe for the records of an export: the file, how it is written, and what is done to each
 * record. It holds no records; {@link #open()} goes through them, as often as one likes and always
 * with the same answer, as long as the feed's own steps are pure. Never changes: each step gives a
 * new recipe.
 *
 * <p>This is the message body between the steps of a feed.
 */
public final class Records {

    private final Path file;
    private final CsvFormat format;
    private final Optional<Corrected> corrected;
    private final List<RecordStep> steps;

    /**
     * That the file is a report of ours.
     *
     * @param lineEnding of the jobs its records were in
     */
    private record Corrected(Optional<String> lineEnding) {}

    private Records(
            Path file, CsvFormat format, Optional<Corrected> corrected, List<RecordStep> steps) {
        this.file = file;
        this.format = format;
        this.corrected = corrected;
        this.steps = steps;
    }

    /** The records of a file in {@link CsvFormat#DEFAULT}, sent by column name. */
    public static Records of(Path file) {
        return new Records(file, CsvFormat.DEFAULT, Optional.empty(), List.of());
    }

    /**
     * The corrected records of a report of ours, without the columns that only the report has. It
     * is written in {@link CsvFormat#DEFAULT} and stays so, however the feed's exports are written.
     *
     * @param lineEnding of the jobs that its records were in: its values may have it inside
     */
    public static Records corrected(Path file, Optional<String> lineEnding) {
        return new Records(
                file, CsvFormat.DEFAULT, Optional.of(new Corrected(lineEnding)), List.of());
    }

    /** The same records, read in this format. */
    public Records read(CsvFormat otherFormat) {
        return corrected.isPresent()
                ? this
                : new Records(file, otherFormat, Optional.empty(), steps);
    }

    /** The same records, mapped. */
    public Records mapped(RecordMapping mapping) {
        return then(new RecordStep.Mapped(mapping));
    }

    /**
     * The same records, each changed by a step of the feed's own. It must be pure: for the same row
     * always the same row, since an export may be read again. Rejected records pass it by.
     */
    public Records map(UnaryOperator<Row> step) {
        return then(new RecordStep.Changed(step));
    }

    /**
     * Only the records that pass. The others count as if they were not in the export. It must be
     * pure. Rejected records are kept.
     */
    public Records filter(Predicate<Row> step) {
        return then(new RecordStep.Filtered(step));
    }

    private Records then(RecordStep step) {
        List<RecordStep> more = new ArrayList<>(steps);
        more.add(step);
        return new Records(file, format, corrected, List.copyOf(more));
    }

    public Path file() {
        return file;
    }

    public CsvFormat format() {
        return format;
    }

    /** Whether the records are sent as they stand in the export. */
    public boolean passThrough() {
        return steps.isEmpty() && corrected.isEmpty();
    }

    /** The line ending that the jobs of these records should have, if the feed does not say. */
    public Optional<String> lineEnding() {
        return corrected.flatMap(Corrected::lineEnding);
    }

    /**
     * Starts at the first record. The header is read and checked here.
     *
     * @throws ExportException if the file cannot be opened, or its header is not what the feed says
     */
    public RecordCursor open() throws ExportException {
        return StepCursor.open(file, format, corrected.isPresent(), steps);
    }

    /** Changes if the format or a mapping does. Steps of the feed's own count by their number. */
    public String fingerprint() {
        StringBuilder text = new StringBuilder(format.fingerprint());
        corrected.ifPresent(report -> text.append(" corrected"));
        steps.forEach(step -> text.append('\n').append(step.fingerprint()));
        return text.toString();
    }

    @Override
    public String toString() {
        return file.getFileName() + (passThrough() ? "" : " in " + steps.size() + " steps");
    }
}
