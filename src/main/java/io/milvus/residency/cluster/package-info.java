/** The cluster of a user's kubeconfig: policies are listed, watched and annotated as this user. */
package io.milvus.residency.cluster;
