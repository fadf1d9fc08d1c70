package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.LoadState;
import java.time.Instant;
import java.util.Optional;

/**
 * What one policy wants of one partition, how the partition is, and why it is not as wanted.
 *
 * @param partition its name
 * @param desired Loaded or Released; there is no finding for what is ignored or not matched
 * @param actual its load state; {@link LoadState#NOT_EXIST} for one that is wanted loaded by name
 *     and missing
 * @param progress how much of it is loaded, 0 to 100 percent
 * @param rule the rule that decides it
 * @param reason {@link Reason#IN_SYNC} when it is as wanted, else why not
 * @param message the same for people; empty where the reason says it all
 * @param notBefore when the operator acts on it at the earliest; empty when at once or not at all
 */
public record PartitionPlan(
    String partition,
    RuleState desired,
    LoadState actual,
    int progress,
    String rule,
    Reason reason,
    String message,
    Optional<Instant> notBefore) {}
