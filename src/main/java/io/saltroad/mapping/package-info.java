/**
 * Turns records of an export into fields of Salesforce, typed and checked.
 *
 * <p>{@link io.saltroad.mapping.Mapping} is read from a {@code *.mapping.yaml} by {@code
 * MappingReader}, which refuses what it does not know. It is a list of {@code FieldRule}s, one for
 * each target field; a {@code FieldMapper} applies them to records. How a text becomes a value is
 * said by a {@code ValueType}: {@code TextType}, {@code NumberType}, {@code BooleanType}, {@code
 * DateType}, {@code DateTimeType}. Numbers are read by example ({@link
 * io.saltroad.export.NumberExample}), dates by pattern ({@code DatePattern}).
 *
 * <p>Nothing is guessed and nothing is changed silently: what does not fit its rule makes a
 * rejected record.
 */
package io.saltroad.mapping;
