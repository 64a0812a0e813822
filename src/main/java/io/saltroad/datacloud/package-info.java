/**
 * A tenant of Data Cloud: how to reach it, and its calls.
 *
 * <p>{@link io.saltroad.datacloud.DataCloudConnection} is the entry: it binds the Camel component
 * {@code data-cloud-http} and keeps a {@link io.saltroad.datacloud.TenantSession}, which {@code
 * TokenExchange} opens. It is made from {@link io.saltroad.datacloud.DataCloudSettings}. {@link
 * io.saltroad.datacloud.IngestionCalls} addresses the calls of the Ingestion API, bulk and
 * streaming, and reads their answers; {@link io.saltroad.datacloud.TenantQuery} asks for records.
 *
 * <p>{@link io.saltroad.salesforce.FailureClassifier} knows what is thrown here.
 *
 * <p>Nothing needs to be closed: all ends with the Camel context.
 */
package io.saltroad.datacloud;
