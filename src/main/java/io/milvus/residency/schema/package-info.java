/**
 * Checks objects against the schema of a custom resource, in the words of the API server and
 * without one: structure, bounds, defaults and CEL rules. It knows nothing of what the resource
 * means.
 */
package io.milvus.residency.schema;
