package io.milvus.residency.reconcile;

import io.milvus.residency.plan.PassOutcome;

/**
 * The result of a pass for one policy.
 *
 * @param policy the policy as the pass read it
 * @param outcome the outcome for the policy
 */
public record PassResult(Policy policy, PassOutcome outcome) {}
