/**
 * Bulk API 2.0 of an org. {@link io.saltroad.salesforce.bulk.BulkHttp} addresses uploads and
 * results.
 */
package io.saltroad.salesforce.bulk;
