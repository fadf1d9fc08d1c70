package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;

/**
 * What there is to say of a policy as a whole, rather than of single partitions.
 *
 * @param reason the word for it
 * @param message the same for people
 */
public record PolicyIssue(Reason reason, String message) {}
