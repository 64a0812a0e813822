/**
 * Bulk API 2.0 of an org, for routes. {@link io.saltroad.salesforce.bulk.BulkJobs} makes jobs to
 * create, {@link io.saltroad.salesforce.bulk.BulkCalls} closes and aborts them, and {@link
 * io.saltroad.salesforce.bulk.BulkHttp} addresses their big bodies: the upload and the results.
 */
package io.saltroad.salesforce.bulk;
