package io.saltroad.settings;

/**
 * A value and where it was written.
 *
 * @param origin for messages: {@code application.properties, line 12}
 */
record Setting(String value, String origin) {}
