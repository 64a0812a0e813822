/**
 * Misbehaving on demand. {@link io.saltroad.sandbox.fault.Faults} holds what was scheduled, {@link
 * io.saltroad.sandbox.fault.FaultHandler} plays what meets requests, {@link
 * io.saltroad.sandbox.fault.JobTrouble} is what meets a job. Every fault is counted and ends by
 * itself.
 */
package io.saltroad.sandbox.fault;
