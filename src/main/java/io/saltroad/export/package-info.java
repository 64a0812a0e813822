/**
 * Reads exports: from a file to records.
 *
 * <p>{@link io.saltroad.export.Records} is the recipe a feed builds step by step, and {@link
 * io.saltroad.export.RecordCursor} goes through it. {@link io.saltroad.export.CsvFormat} says how
 * the file is written. A file that breaks its format ends in an {@link
 * io.saltroad.export.ExportException}, a record that does not fit in a {@link
 * io.saltroad.export.Rejection}.
 *
 * <p>Inside, from the bytes up: {@link io.saltroad.export.FieldScanner} finds the fields of what is
 * written in UTF-8 or in one byte a character; for other charsets, and for unusual quotes and
 * delimiters, {@code StrictReader} decodes and FastCSV splits. Both are a {@code RecordSource},
 * which {@code SourceCursor} reads. {@code HeaderCheck} and {@code RecordRules} check, {@code
 * StepCursor} takes each record through the {@code RecordStep}s into {@link
 * io.saltroad.export.FieldValues}. Who opens a cursor closes it.
 */
package io.saltroad.export;
