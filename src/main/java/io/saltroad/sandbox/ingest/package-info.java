/**
 * The Ingestion API: {@link io.saltroad.sandbox.ingest.StreamEndpoints} takes micro-batches, which
 * {@link io.saltroad.sandbox.ingest.Streams} spools to disk and loads a while later; {@link
 * io.saltroad.sandbox.ingest.JobEndpoints} takes jobs, which {@link
 * io.saltroad.sandbox.ingest.Jobs} brings through their states. Both write to the lake on the one
 * thread of {@link io.saltroad.sandbox.ingest.Worker}.
 */
package io.saltroad.sandbox.ingest;
