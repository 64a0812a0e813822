package io.saltroad.datacloud.schema;

/**
 * A field that a schema should have.
 *
 * @param column of the export, or field of the mapping, that it is for
 * @param name differs from the column if Data Cloud would not take that for a name
 */
public record ProposedField(String column, String name, FieldType type) {}
