/**
 * The page at {@code /}: {@link io.saltroad.sandbox.page.StatusPage} and its table {@code Rows}.
 */
package io.saltroad.sandbox.page;
