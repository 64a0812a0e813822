package io.saltroad.delivery;

/**
 * A small JSON file that is written about an export.
 *
 * @param fileName relative to the work folder
 * @param content what Jackson writes
 */
public record Paper(String fileName, Object content) {}
