/**
 * What an upload's bytes say before a database reads them ({@link
 * io.saltroad.sandbox.csv.CsvScan}), where its records end ({@link
 * io.saltroad.sandbox.csv.RecordScanner}), and how one with malformed records is made readable
 * ({@link io.saltroad.sandbox.csv.ReadableCsv}).
 */
package io.saltroad.sandbox.csv;
