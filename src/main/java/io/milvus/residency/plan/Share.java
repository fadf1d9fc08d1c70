package io.milvus.residency.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a plan says of one policy.
 *
 * @param findings what it wants of each partition it decides, sorted by partition
 * @param remarks what stands in its way as a whole
 * @param blocked its releases that wait to be approved
 * @param idleRules the rules that decide no partition
 * @param settledIntent the intent that counts as carried out for it from now on; empty leaves it as
 *     it was
 * @param nextTransition when the clock changes what it wants
 */
public record Share(
    List<Finding> findings,
    List<Remark> remarks,
    Optional<Blocked> blocked,
    List<String> idleRules,
    Optional<String> settledIntent,
    Optional<Instant> nextTransition) {

  /** Of a policy that has no say in the collection. */
  public static final Share NONE =
      new Share(
          List.of(), List.of(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());

  public Share {
    findings = List.copyOf(findings);
    remarks = List.copyOf(remarks);
    idleRules = List.copyOf(idleRules);
  }
}
