/**
 * The custom resource as Java values: spec, status, reasons. No logic beyond reading and defaults.
 */
package io.milvus.residency.api;
