/** The leader election among the replicas of the operator, by a Lease that one of them holds. */
package io.milvus.residency.leader;
