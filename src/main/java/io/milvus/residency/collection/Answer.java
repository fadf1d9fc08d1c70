package io.milvus.residency.collection;

import io.milvus.residency.plan.Outcome;
import java.time.Instant;

/**
 * What the last pass says of a policy.
 *
 * @param policy the policy as the pass saw it
 * @param outcome what came of it
 * @param until how long that holds; then it is time to look again
 */
public record Answer(Policy policy, Outcome outcome, Instant until) {}
