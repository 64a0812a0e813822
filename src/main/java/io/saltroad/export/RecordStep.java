package io.saltroad.export;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** One thing a recipe does to each record. */
sealed interface RecordStep {

    String fingerprint();

    /** Prepares for records with these columns. */
    Bound bind(List<String> columns) throws UnknownColumnException, UnfitFieldsException;

    /** The names it makes when there is not even a header. */
    List<String> columnsOf(List<String> columns);

    /** A step that knows its columns. */
    interface Bound {

        List<String> columns();

        /** Whether the record stays; a rejection is reported through the holder. */
        Outcome apply(long line, RecordMapper.FieldSource source, FieldValues target);
    }

    /** What a step says about a record. */
    record Outcome(boolean kept, Optional<Rejection> rejection) {
        static final Outcome KEPT = new Outcome(true, Optional.empty());
        static final Outcome DROPPED = new Outcome(false, Optional.empty());
    }

    /** A mapping. */
    record Mapped(RecordMapping mapping) implements RecordStep {

        @Override
        public String fingerprint() {
            return mapping.fingerprint();
        }

        @Override
        public List<String> columnsOf(List<String> columns) {
            return mapping.targetColumns();
        }

        @Override
        public Bound bind(List<String> columns) throws UnknownColumnException {
            return new MapperBound(mapping.bind(columns), mapping.targetColumns());
        }
    }

    /** What a target asks for. */
    record ForTarget(TargetStep step) implements RecordStep {

        @Override
        public String fingerprint() {
            return step.fingerprint();
        }

        @Override
        public List<String> columnsOf(List<String> columns) {
            return step.targetColumns(columns);
        }

        @Override
        public Bound bind(List<String> columns) throws UnfitFieldsException {
            return new MapperBound(step.bind(columns), step.targetColumns(columns));
        }
    }

    /** A mapper that makes these columns. */
    record MapperBound(RecordMapper mapper, List<String> columns) implements Bound {

        @Override
        public Outcome apply(long line, RecordMapper.FieldSource source, FieldValues target) {
            Optional<Rejection> rejection = mapper.map(line, source, target);
            return rejection.isEmpty() ? Outcome.KEPT : new Outcome(true, rejection);
        }
    }

    /** A step of the feed's own that changes rows. */
    record Changed(UnaryOperator<Row> step) implements RecordStep {

        @Override
        public String fingerprint() {
            return "map";
        }

        @Override
        public List<String> columnsOf(List<String> columns) {
            return columns;
        }

        @Override
        public Bound bind(List<String> columns) {
            return new RowBound(columns) {
                @Override
                Optional<Row> step(Row row) {
                    return Optional.of(step.apply(row));
                }
            };
        }
    }

    /** A step of the feed's own that leaves rows out. */
    record Filtered(Predicate<Row> step) implements RecordStep {

        @Override
        public String fingerprint() {
            return "filter";
        }

        @Override
        public List<String> columnsOf(List<String> columns) {
            return columns;
        }

        @Override
        public Bound bind(List<String> columns) {
            return new RowBound(columns) {
                @Override
                Optional<Row> step(Row row) {
                    return Optional.of(row).filter(step);
                }
            };
        }
    }

    /** Shows records to a step as rows. */
    abstract class RowBound implements Bound {

        private final List<String> columns;

        RowBound(List<String> columns) {
            this.columns = columns;
        }

        abstract Optional<Row> step(Row row);

        @Override
        public List<String> columns() {
            return columns;
        }

        @Override
        public Outcome apply(long line, RecordMapper.FieldSource source, FieldValues target) {
            String[] values = new String[columns.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = source.text(i);
            }
            Optional<Row> row = step(new Row(columns, values));
            if (row.isEmpty()) {
                return Outcome.DROPPED;
            }
            String[] kept = row.get().values();
            for (int i = 0; i < kept.length; i++) {
                target.set(i, kept[i]);
            }
            return Outcome.KEPT;
        }
    }
}
