package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.PolicyName;

/**
 * An event to report once, when something begins.
 *
 * @param policy the policy that gets the event
 * @param reason the reason, as in status
 * @param message a message for people
 */
public record PlanEvent(PolicyName policy, Reason reason, String message) {}
