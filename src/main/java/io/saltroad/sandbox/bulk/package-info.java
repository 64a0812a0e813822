/**
 * Bulk API 2.0. {@link io.saltroad.sandbox.bulk.IngestEndpoints} serves the paths of ingest jobs;
 * {@code UploadHandler} takes an upload to its file, {@code JobRunner} takes a closed job through
 * its states, {@code JobProcessor} its records through the database: {@link
 * io.saltroad.sandbox.csv.CsvScan} looks at the bytes, {@code ColumnPlan} at the header, {@code
 * Staging} reads the file into a table, {@code JobSql} checks and writes, {@code ResultFiles}
 * writes the results that {@code ResultsHandler} sends. Of a job that is only scanned, {@code
 * ScanProcessor} counts the records and {@code MadeUpResults} makes the results.
 *
 * <p>{@link io.saltroad.sandbox.bulk.QueryJobEndpoints} serves those of query jobs, with the same
 * store and runner: {@code QueryJobProcessor} writes a result to its file, {@code QueryResults}
 * sends it in pages, which {@code QueryResultFile} finds.
 */
package io.saltroad.sandbox.bulk;
