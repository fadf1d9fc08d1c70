package io.milvus.residency.simulation;

import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.PolicyName;
import java.time.Instant;
import java.util.Optional;

/**
 * A period in which nothing changes for a partition.
 *
 * @param from the begin
 * @param to the end, exclusive and later than the begin
 * @param presence where the partition is
 * @param decision the decision that applies to the partition; empty if no policy decides it
 */
public record Span(Instant from, Instant to, Presence presence, Optional<Decision> decision) {

  /**
   * The decision of a policy on a partition. If several policies decide one partition, Loaded comes
   * before Released, then the first policy by namespace and name.
   *
   * @param policy the policy
   * @param rule the name of its rule
   * @param desired Loaded or Released
   * @param reason {@link Reason#IN_SYNC} if the partition is as wanted, else why not
   * @param message a message for people; empty if the reason is enough
   * @param notBefore the earliest time of the change; empty if made at once or not at all
   */
  public record Decision(
      PolicyName policy,
      String rule,
      RuleState desired,
      Reason reason,
      String message,
      Optional<Instant> notBefore) {}

  /** Returns whether the partition stays loaded although it is to be released. */
  public boolean held() {
    return presence == Presence.LOADED && desires(RuleState.RELEASED);
  }

  /** Returns whether the partition is to be loaded and is not. */
  public boolean waiting() {
    return presence != Presence.LOADED && desires(RuleState.LOADED);
  }

  private boolean desires(RuleState state) {
    return decision.filter(d -> d.desired() == state).isPresent();
  }
}
