/**
 * The connection to Kubernetes: the reconciler, its event sources, Secrets, ConfigMaps and events.
 */
package io.milvus.residency.kube;
