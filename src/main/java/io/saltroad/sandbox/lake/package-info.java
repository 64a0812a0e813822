/**
 * What the tenant keeps: {@link io.saltroad.sandbox.lake.LakeCatalog} are the declared connectors
 * and objects, {@link io.saltroad.sandbox.lake.Lake} is the database with a table for each, {@link
 * io.saltroad.sandbox.lake.LakeLoad} brings records into it by the rules of upserts and deletes.
 */
package io.saltroad.sandbox.lake;
