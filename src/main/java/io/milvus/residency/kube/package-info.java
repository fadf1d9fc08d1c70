/** The way to Kubernetes: the reconciler, its event sources, references to Secrets, and events. */
package io.milvus.residency.kube;
