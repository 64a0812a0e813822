/**
 * The org behind the sandbox: who it is ({@link io.saltroad.sandbox.org.Organization}), which
 * objects it has ({@link io.saltroad.sandbox.org.ObjectCatalog}, declared in {@code objects.yaml})
 * and its records ({@link io.saltroad.sandbox.org.OrgStore}, DuckDB).
 */
package io.saltroad.sandbox.org;
