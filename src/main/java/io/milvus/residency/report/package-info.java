/** Creates the status of a policy from a pass: conditions, summary, pending. Pure. */
package io.milvus.residency.report;
