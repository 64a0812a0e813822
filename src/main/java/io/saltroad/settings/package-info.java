/**
 * The front door {@code application.properties}: {@link io.saltroad.settings.Settings} is what the
 * other packages read their own settings records from.
 */
package io.saltroad.settings;
