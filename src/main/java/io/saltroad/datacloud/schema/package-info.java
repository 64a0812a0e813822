/**
 * What a connector of Data Cloud's Ingestion API declares of its objects, and whether records fit.
 *
 * <p>{@link io.saltroad.datacloud.schema.SchemaFile} reads the connector's file into an {@link
 * io.saltroad.datacloud.schema.ObjectSchema}. {@link io.saltroad.datacloud.schema.SchemaStep} holds
 * the records of a recipe against it before anything is sent; {@link
 * io.saltroad.datacloud.schema.Projection} leaves of them what a delete needs. {@link
 * io.saltroad.datacloud.schema.FieldType} says what a value looks like.
 */
package io.saltroad.datacloud.schema;
