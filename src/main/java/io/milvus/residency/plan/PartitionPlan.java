package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.LoadState;
import java.time.Instant;
import java.util.Optional;

/**
 * The plan for one partition as one policy sees it.
 *
 * @param partition the name of the partition
 * @param desired Loaded or Released; there is no plan for what is ignored or not matched
 * @param actual the load state; {@link LoadState#NOT_EXIST} if the partition is wanted loaded by
 *     name and missing
 * @param progress how much is loaded, 0 to 100 percent
 * @param rule the rule that decides the partition
 * @param reason {@link Reason#IN_SYNC} if the partition is as wanted, else why not
 * @param message a message for people; empty if the reason is enough
 * @param notBefore the earliest time of the change; empty if made at once or not at all
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
