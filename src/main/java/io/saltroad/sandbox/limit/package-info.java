/**
 * What the org allows: {@link io.saltroad.sandbox.limit.OrgLimits} knows allowances and use, {@link
 * io.saltroad.sandbox.limit.RequestMeter} counts calls.
 */
package io.saltroad.sandbox.limit;
