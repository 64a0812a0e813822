/**
 * The durable account. {@link io.saltroad.ledger.Ledger} opens it; {@link
 * io.saltroad.ledger.Exports}, {@link io.saltroad.ledger.Deliveries}, {@link
 * io.saltroad.ledger.Jobs} and {@link io.saltroad.ledger.Events} are its books; the records beside
 * them are what stands in those books. Rows are per export, delivery, job and chunk, never per
 * record.
 */
package io.saltroad.ledger;
