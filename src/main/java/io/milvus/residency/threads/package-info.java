/** Threads of the operator: daemons, which end with the process, a few for each server. */
package io.milvus.residency.threads;
