package io.saltroad.export;

import io.saltroad.export.ExportException.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** Takes each record of the file through the steps of the recipe. */
final class StepCursor implements RecordCursor {

    /** Columns that our reports have in front of those of the export. */
    private static final Pattern REPORTED = Pattern.compile("(saltroad|sf)__.*");

    private final Path file;
    private final CsvFormat format;
    private final SourceCursor source;
    private final SourceFields fields;
    private final int reported;
    private final List<String> sourceColumns;
    private final RecordRules rules;
    private final HeaderCheck header;
    private final boolean mapped;
    private final List<RecordStep> recipe;
    private final List<RecordStep.Bound> steps = new ArrayList<>();
    private final List<FieldValues> results = new ArrayList<>();
    private final List<RecordMapper.FieldSource> sources = new ArrayList<>();
    private final List<String> targetColumns;
    private final FieldValues target;

    /** Written by the reading thread only. */
    private final AtomicLong recordsRead = new AtomicLong();

    private Optional<Rejection> rejection = Optional.empty();
    private RejectedBy rejectedBy = RejectedBy.READER;

    private StepCursor(Records records, SourceCursor source, List<RecordStep> recipe)
            throws ExportException {
        this.file = records.file();
        this.format = records.format();
        this.recipe = recipe;
        this.source = source;
        this.fields = source.fields();
        this.reported = records.corrected() ? reported(source.columns()) : 0;
        this.sourceColumns = source.columns().subList(reported, source.columns().size());
        if (reported > 0 && sourceColumns.isEmpty()) {
            throw ExportException.at(
                    file,
                    source.position(fields.line()),
                    Code.EMPTY_HEADER,
                    "there are no columns but those of the report",
                    "Keep the columns of the export when you correct its records");
        }
        this.rules = new RecordRules(sourceColumns, format.header());
        this.mapped = recipe.stream().anyMatch(RecordStep.Mapped.class::isInstance);
        List<String> columns = sourceColumns;
        RecordMapper.FieldSource values = new Source();
        if (columns.isEmpty()) {
            header = null;
            for (RecordStep step : recipe) {
                columns = step.columnsOf(columns);
            }
        } else {
            header =
                    new HeaderCheck(
                            file,
                            format.header() ? source.position(fields.line()) : FilePosition.START,
                            format,
                            columns);
            header.check(mapped);
            for (RecordStep step : recipe) {
                RecordStep.Bound bound = bind(step, columns);
                FieldValues result = new FieldValues(bound.columns().size());
                steps.add(bound);
                results.add(result);
                sources.add(values);
                columns = bound.columns();
                values = result;
            }
        }
        this.targetColumns = columns;
        this.target =
                results.isEmpty()
                        ? new FieldValues(columns.size())
                        : results.get(results.size() - 1);
    }

    static RecordCursor open(Records records, List<RecordStep> recipe) throws ExportException {
        SourceCursor source = SourceCursor.open(records);
        try {
            return new StepCursor(records, source, recipe);
        } catch (ExportException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** How many columns in front are the report's. */
    private static int reported(List<String> columns) {
        int count = 0;
        while (count < columns.size() && REPORTED.matcher(columns.get(count)).matches()) {
            count++;
        }
        return count;
    }

    private RecordStep.Bound bind(RecordStep step, List<String> columns) throws ExportException {
        try {
            return step.bind(columns);
        } catch (UnknownColumnException e) {
            throw header.unknown(e);
        } catch (UnfitFieldsException e) {
            throw header.unfit(e, mapped);
        }
    }

    @Override
    public boolean next() throws ExportException {
        while (source.next()) {
            if (fields.beginsWithMark()) {
                throw source.faults().joined(fields.line());
            }
            if (recordsRead.get() == 0 && !format.header()) {
                checkFirstRecord();
            }
            rejectedBy = RejectedBy.READER;
            rejection = rules.checkShape(fields.line(), sourceCount(), this::is, fields.bareCr());
            if (rejection.isEmpty() && !mapped) {
                rejection = rules.checkClear(fields.line(), this::is);
            }
            if (rejection.isPresent() || take()) {
                recordsRead.lazySet(recordsRead.get() + 1);
                return true;
            }
        }
        return false;
    }

    /** Goes through the steps; false if one of them leaves the record out. */
    private boolean take() throws ExportException {
        for (int i = 0; i < steps.size(); i++) {
            RecordStep.Outcome outcome;
            try {
                outcome = steps.get(i).apply(fields.line(), sources.get(i), results.get(i));
            } catch (RuntimeException e) {
                throw ExportException.at(
                        file,
                        source.position(fields.line()),
                        Code.STEP_FAILED,
                        "step %d of the feed failed at this record (%s)".formatted(i + 1, e),
                        "Correct the step",
                        e);
            }
            if (!outcome.kept()) {
                return false;
            }
            rejection = outcome.rejection();
            if (rejection.isPresent()) {
                rejectedBy =
                        recipe.get(i) instanceof RecordStep.ForTarget
                                ? RejectedBy.TARGET
                                : RejectedBy.MAPPING;
                return true;
            }
        }
        if (steps.isEmpty()) {
            takeAll();
        }
        rejection =
                target.surelyFit()
                        ? Optional.empty()
                        : RecordRules.checkTexts(fields.line(), targetColumns, target::text);
        return true;
    }

    private void takeAll() {
        for (int i = 0; i < sourceColumns.size(); i++) {
            if (!fields.copy(reported + i, false, RecordRules.LONGEST_FIELD, target, i)) {
                target.set(i, source(i));
            }
        }
    }

    private void checkFirstRecord() throws ExportException {
        List<String> texts = new ArrayList<>(fields.count());
        for (int i = 0; i < fields.count(); i++) {
            texts.add(fields.text(i));
        }
        new HeaderCheck(file, source.position(fields.line()), format, source.columns())
                .checkFirstRecord(texts);
    }

    @Override
    public List<String> sourceColumns() {
        return sourceColumns;
    }

    @Override
    public List<String> targetColumns() {
        return targetColumns;
    }

    @Override
    public long line() {
        return fields.line();
    }

    @Override
    public Optional<Rejection> rejection() {
        return rejection;
    }

    @Override
    public RejectedBy rejectedBy() {
        if (rejection.isEmpty()) {
            throw new IllegalStateException("nobody rejects this record");
        }
        return rejectedBy;
    }

    @Override
    public int sourceCount() {
        return Math.max(0, fields.count() - reported);
    }

    @Override
    public String source(int column) {
        return fields.text(reported + column);
    }

    private boolean is(int column, String text) {
        return fields.is(reported + column, text);
    }

    @Override
    public String target(int column) {
        return targets().text(column);
    }

    @Override
    public FieldValues targets() {
        if (rejection.isPresent()) {
            throw new IllegalStateException("a rejected record is not sent");
        }
        return target;
    }

    @Override
    public long bytesRead() {
        return source.bytesRead();
    }

    @Override
    public long recordsRead() {
        return recordsRead.get();
    }

    @Override
    public void close() {
        source.close();
    }

    /** The columns of the export, without those of a report. */
    private final class Source implements RecordMapper.FieldSource {

        @Override
        public String text(int column) {
            return source(column);
        }

        @Override
        public boolean copy(int column, boolean trim, int most, FieldValues values, int field) {
            return fields.copy(reported + column, trim, most, values, field);
        }
    }
}
