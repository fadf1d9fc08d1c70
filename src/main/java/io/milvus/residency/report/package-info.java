/** From a pass to what a policy's status says: conditions, summary, pending. Pure. */
package io.milvus.residency.report;
