package io.saltroad.chunk;

/** How the values of each column are written as JSON. */
@FunctionalInterface
public interface JsonTypes {

    /** All values are strings. */
    JsonTypes STRINGS = column -> JsonType.STRING;

    /** The type of a column, by its name as it is sent. */
    JsonType of(String column);
}
