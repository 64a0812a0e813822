/**
 * Reading data back. {@link io.saltroad.sandbox.soql.QueryEndpoints} serves the paths; {@code
 * Tokens} and {@code Parser} read a query, {@code Selection} turns it into SQL, {@code Cursors}
 * keep what is longer than a page, {@code RecordJson} writes records.
 */
package io.saltroad.sandbox.soql;
