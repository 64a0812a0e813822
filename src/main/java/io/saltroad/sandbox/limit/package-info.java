/**
 * What the org allows: {@link io.saltroad.sandbox.limit.OrgLimits} knows allowances and use, {@link
 * io.saltroad.sandbox.limit.RequestMeter} counts calls. {@link io.saltroad.sandbox.limit.Bandwidth}
 * makes the network slow.
 */
package io.saltroad.sandbox.limit;
