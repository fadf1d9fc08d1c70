/** The operator's threads: daemon threads, which end with the process, a few for each server. */
package io.milvus.residency.threads;
