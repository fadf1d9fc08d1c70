/** The policies of a cluster, which are listed, watched and annotated with the rights of a user. */
package io.milvus.residency.cluster;
