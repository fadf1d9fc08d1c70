/** The address and credentials of an API server, which a kubeconfig names. */
package io.milvus.residency.kubeconfig;
