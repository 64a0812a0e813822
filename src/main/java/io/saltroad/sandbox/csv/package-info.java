/**
 * What an upload's bytes say before a database reads them ({@link
 * io.saltroad.sandbox.csv.CsvScan}), and how one with malformed records is made readable ({@link
 * io.saltroad.sandbox.csv.ReadableCsv}).
 */
package io.saltroad.sandbox.csv;
