/**
 * The Data Cloud tenant as such: its clock and settings, the exchange of a session for a token of
 * its own ({@link io.saltroad.sandbox.tenant.ExchangeEndpoint}), the guard on its paths.
 */
package io.saltroad.sandbox.tenant;
