package io.milvus.residency.reconcile;

import io.milvus.residency.plan.PassOutcome;

/**
 * What the last pass says of a policy.
 *
 * @param policy the policy as the pass saw it
 * @param outcome what came of it
 */
public record PassResult(Policy policy, PassOutcome outcome) {}
