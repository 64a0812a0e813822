/**
 * Bulk API 1.0, queries in JSON only: ingestr, dlt and simple_salesforce read with them. {@link
 * io.saltroad.sandbox.classic.ClassicQueryEndpoints} serves the paths, {@code ClassicJob} is a job
 * with its batches, {@code ClassicError} refuses.
 */
package io.saltroad.sandbox.classic;
