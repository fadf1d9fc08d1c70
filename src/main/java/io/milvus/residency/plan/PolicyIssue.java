package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;

/**
 * An issue of a policy as a whole, rather than of single partitions.
 *
 * @param reason the reason, as in status
 * @param message a message for people
 */
public record PolicyIssue(Reason reason, String message) {}
