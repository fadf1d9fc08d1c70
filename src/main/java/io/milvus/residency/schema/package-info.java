/**
 * Checks objects against the schema of a custom resource without an API server, but in its words:
 * structure, bounds, defaults and CEL rules. This package does not know what the resource means.
 */
package io.milvus.residency.schema;
