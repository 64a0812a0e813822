/**
 * Reading the lake: Query V1 and V2 over HTTP in the SQL of DuckDB, the metadata API. {@link
 * io.saltroad.sandbox.dataquery.Results} is a result on disk, from which pages are read.
 */
package io.saltroad.sandbox.dataquery;
