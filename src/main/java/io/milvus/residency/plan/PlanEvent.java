package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.PolicyName;

/**
 * Something that people should hear of once, when it begins.
 *
 * @param policy whose people
 * @param reason the word for it
 * @param message the same for people
 */
public record PlanEvent(PolicyName policy, Reason reason, String message) {}
