/**
 * The observed state of a collection, and the wording of texts about it. This package knows nothing
 * of plans, of how to call Milvus, or of Kubernetes.
 */
package io.milvus.residency.model;
