/**
 * Reading the lake: Query V1, V2 and V3 and the {@code query-sql} of the org, in the SQL of DuckDB;
 * the metadata API. {@link io.saltroad.sandbox.dataquery.Results} is a result on disk, from which
 * pages are read.
 */
package io.saltroad.sandbox.dataquery;
