/**
 * The sandbox's own endpoint: {@link io.saltroad.sandbox.admin.AdminEndpoints} under {@code
 * /sandbox}.
 */
package io.saltroad.sandbox.admin;
