package io.saltroad.export;

import java.io.IOException;
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

    private final Source source;
    private final List<RecordStep> steps;

    /**
     * The file, how it is written, and what it must hold.
     *
     * @param manifest lies beside the file, if the feed has manifests
     */
    private record Source(
            Path file,
            CsvFormat format,
            Optional<Corrected> corrected,
            Optional<ClaimedFile> claimed,
            Optional<Path> manifest,
            ControlTotals totals,
            RejectThreshold threshold) {}

    /**
     * That the file is a report of ours.
     *
     * @param lineEnding of the jobs its records were in
     */
    private record Corrected(Optional<String> lineEnding) {}

    private Records(Source source, List<RecordStep> steps) {
        this.source = source;
        this.steps = steps;
    }

    private static Records of(
            Path file,
            Optional<Corrected> corrected,
            Optional<ClaimedFile> claimed,
            Optional<Path> manifest,
            RejectThreshold threshold) {
        return new Records(
                new Source(
                        file,
                        CsvFormat.DEFAULT,
                        corrected,
                        claimed,
                        manifest,
                        ControlTotals.NONE,
                        threshold),
                List.of());
    }

    /** The records of a file in {@link CsvFormat#DEFAULT}, sent by column name. */
    public static Records of(Path file) {
        return of(file, Optional.empty(), Optional.empty(), Optional.empty(), RejectThreshold.NONE);
    }

    /**
     * The records of a file in {@link CsvFormat#DEFAULT}, sent by column name.
     *
     * @param claimed the file must not change as long as its records are read
     * @param manifest the file that came with it and says what it holds
     * @param threshold if more of them are rejected, none is delivered
     */
    static Records of(
            Path file, ClaimedFile claimed, Optional<Path> manifest, RejectThreshold threshold) {
        return of(file, Optional.empty(), Optional.of(claimed), manifest, threshold);
    }

    /**
     * The records of a file in {@link CsvFormat#DEFAULT} that nobody has claimed.
     *
     * @param manifest the file that came with it and says what it holds
     * @param threshold if more of them are rejected, none is delivered
     */
    static Records unclaimed(Path file, Optional<Path> manifest, RejectThreshold threshold) {
        return of(file, Optional.empty(), Optional.empty(), manifest, threshold);
    }

    /**
     * The corrected records of a report of ours, without the columns that only the report has. It
     * is written in {@link CsvFormat#DEFAULT} and stays so, however the feed's exports are written;
     * no totals are stated of it, and all of it may be rejected.
     *
     * @param claimed the file must not change as long as its records are read
     * @param lineEnding of the jobs that its records were in: its values may have it inside
     */
    static Records corrected(
            Path file, Optional<ClaimedFile> claimed, Optional<String> lineEnding) {
        return of(
                file,
                Optional.of(new Corrected(lineEnding)),
                claimed,
                Optional.empty(),
                RejectThreshold.NONE);
    }

    /** The same records, read in this format. */
    public Records read(CsvFormat format) {
        return read(format, source.totals());
    }

    /**
     * The same records, read in this format and held against the totals that are stated of them.
     *
     * @throws IllegalArgumentException if they are stated in a manifest, and there is none
     */
    public Records read(CsvFormat format, ControlTotals totals) {
        if (corrected()) {
            return this;
        }
        if (!totals.manifest().isEmpty() && source.manifest().isEmpty()) {
            throw new IllegalArgumentException(
                    "csv-reader-action: manifestFormat says how a manifest is written, but"
                            + " erp-export-source names none: add manifest there, for example"
                            + " ${file:name.noext}.ctl");
        }
        return new Records(
                new Source(
                        source.file(),
                        format,
                        source.corrected(),
                        source.claimed(),
                        source.manifest(),
                        totals,
                        source.threshold()),
                steps);
    }

    /** The same records, mapped. */
    public Records mapped(RecordMapping mapping) {
        return then(new RecordStep.Mapped(mapping));
    }

    /** The same records, as a target takes them. It comes last, behind what makes their fields. */
    public Records forTarget(TargetStep step) {
        return then(new RecordStep.ForTarget(step));
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
        return new Records(source, List.copyOf(more));
    }

    public Path file() {
        return source.file();
    }

    public CsvFormat format() {
        return source.format();
    }

    /**
     * Sees whether the file is still the one that was claimed.
     *
     * @throws ExportException if it is gone or another one
     */
    public void checkFile() throws ExportException {
        if (source.claimed().isPresent()) {
            source.claimed().get().check();
        }
    }

    /** How many of them may be rejected. */
    public RejectThreshold threshold() {
        return source.threshold();
    }

    /** Whether the records are sent as they stand in the export. */
    public boolean passThrough() {
        return steps.isEmpty() && !corrected();
    }

    /** Whether somebody must read the values of the records, though they are sent as they stand. */
    public boolean adds() {
        return source.totals().sumColumn().isPresent();
    }

    /** Whether they come from a report of ours, which has columns of its own in front. */
    boolean corrected() {
        return source.corrected().isPresent();
    }

    /** The line ending that the jobs of these records should have, if the feed does not say. */
    public Optional<String> lineEnding() {
        return source.corrected().flatMap(Corrected::lineEnding);
    }

    /**
     * Starts at the first record. The header is read and checked here.
     *
     * @throws ExportException if the file cannot be opened, or its header is not what the feed says
     */
    public RecordCursor open() throws ExportException {
        return StepCursor.open(this, steps);
    }

    /**
     * What is stated of these records, for one reading of them.
     *
     * @throws ExportException if it should be, and is not
     */
    public TotalsCheck openTotals(Encoding encoding) throws IOException {
        return TotalsCheck.open(
                source.file(),
                encoding,
                source.totals(),
                source.manifest(),
                source.format().charset());
    }

    /** Changes if the format or a mapping does. Steps of the feed's own count by their number. */
    public String fingerprint() {
        StringBuilder text = new StringBuilder(source.format().fingerprint());
        if (corrected()) {
            text.append(" corrected");
        }
        text.append(" totals=").append(source.totals().fingerprint());
        text.append(" rejectThreshold=").append(source.threshold());
        steps.forEach(step -> text.append('\n').append(step.fingerprint()));
        return text.toString();
    }

    @Override
    public String toString() {
        return source.file().getFileName()
                + (passThrough() ? "" : " in " + steps.size() + " steps");
    }
}
