/**
 * The custom resource as Java values: spec, status and reasons, without logic beyond parsing and
 * defaults.
 */
package io.milvus.residency.api;
