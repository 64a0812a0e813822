/**
 * The rules of a delivery, step by step: stage, commit, track, settle, rest. What is due stands in
 * the ledger; {@link io.saltroad.delivery.DueComponent} brings it to the route of its step, and the
 * routes call the beans here. {@link io.saltroad.delivery.SalesforceBulkSink} is where a delivery
 * begins, {@link io.saltroad.delivery.FailurePolicy} what happens when a step fails.
 */
package io.saltroad.delivery;
