package io.milvus.residency.plan;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.PolicyStatus.Change;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.rules.PartitionList;
import java.util.Map;
import java.util.Optional;

/**
 * What one policy wants of a collection.
 *
 * @param policy whose claim it is
 * @param uid tells the policy from an earlier one of the same name
 * @param generation counts the edits of its spec
 * @param acts whether the plan may carry it out; one that does not act still protects what it wants
 *     loaded
 * @param mode what words its findings; only Enforce may act
 * @param spec what it wants
 * @param lists the lists that its rules refer to
 * @param recorded what its status says of the edits before
 * @param approval the releases that somebody has approved
 * @param leaving whether the policy is being deleted, and what it wanted loaded is to be released
 */
public record Claim(
    PolicyName policy,
    String uid,
    long generation,
    boolean acts,
    Mode mode,
    PolicySpec spec,
    Map<ConfigMapKey, PartitionList> lists,
    Recorded recorded,
    Optional<String> approval,
    boolean leaving) {

  public Claim {
    lists = Map.copyOf(lists);
    if (acts && mode != Mode.ENFORCE) {
      throw new IllegalArgumentException(policy + " can't act in mode " + mode);
    }
  }

  /**
   * What a status says of the edits before. A status has at most one of the two.
   *
   * @param settledIntent the intent that was carried out
   * @param change the edit that is being carried out
   * @param current whether it is about the present generation of the spec: if not, something else
   *     may have been carried out meanwhile
   */
  public record Recorded(Optional<String> settledIntent, Optional<Change> change, boolean current) {

    /** The status says nothing of edits. */
    public static final Recorded NONE = new Recorded(Optional.empty(), Optional.empty(), true);

    /**
     * Reads a status.
     *
     * @param generation the present generation of the spec
     */
    public static Recorded of(PolicyStatus status, long generation) {
      return new Recorded(
          status.settledIntent().filter(intent -> status.observedGeneration() == generation),
          status.change(),
          status.observedGeneration() == generation);
    }

    /** Whether it says anything. */
    boolean exists() {
      return settledIntent.isPresent() || change.isPresent();
    }
  }

  /**
   * The claim of a policy.
   *
   * @param sameWay whether the policy reaches the collection the way that the plan is made for
   */
  public static Claim of(
      PolicyName policy,
      String uid,
      long generation,
      PolicySpec spec,
      Annotations annotations,
      Map<ConfigMapKey, PartitionList> lists,
      Recorded recorded,
      boolean sameWay) {
    Mode mode = annotations.effective(spec.mode());
    return new Claim(
        policy,
        uid,
        generation,
        sameWay && mode == Mode.ENFORCE,
        mode,
        spec,
        lists,
        recorded,
        annotations.approve(),
        false);
  }

  /** Returns whether the policy changes the collection, be it in passes of another way. */
  boolean enforces() {
    return mode == Mode.ENFORCE && !leaving;
  }

  /** The same claim, with another record of the edits before. */
  public Claim with(Recorded other) {
    return new Claim(policy, uid, generation, acts, mode, spec, lists, other, approval, leaving);
  }

  /** The same claim of a policy that is being deleted. */
  public Claim leave() {
    return new Claim(policy, uid, generation, acts, mode, spec, lists, recorded, approval, true);
  }

  /** The same claim of a policy that reaches the collection another way, and only protects. */
  public Claim elsewhere() {
    return new Claim(
        policy, uid, generation, false, mode, spec, lists, recorded, approval, leaving);
  }

  /** The same claim as it would be in mode Enforce. */
  Claim enforced() {
    return new Claim(
        policy, uid, generation, true, Mode.ENFORCE, spec, lists, recorded, approval, leaving);
  }
}
