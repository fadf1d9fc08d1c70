/**
 * What is known of a collection, and how texts about it are put. It knows nothing of plans, Milvus
 * or Kubernetes.
 */
package io.milvus.residency.model;
