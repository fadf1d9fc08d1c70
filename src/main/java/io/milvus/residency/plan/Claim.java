package io.milvus.residency.plan;

import io.milvus.residency.api.EffectiveMode;
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
 * The claim of one policy on a collection.
 *
 * @param policy the name of the policy
 * @param uid distinguishes the policy from an earlier one of the same name
 * @param generation counts the edits of the spec
 * @param acts true if the plan may carry out the claim; a claim that does not act still protects
 *     what it wants loaded
 * @param mode the effective mode of the policy; only Enforce may act
 * @param spec the spec of the policy
 * @param lists the lists that the rules refer to
 * @param recorded what the status says about earlier edits
 * @param approval the releases that the policy approves
 * @param leaving true if the policy is being deleted, and the partitions it wanted loaded are to be
 *     released
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
   * The edits that a status records. A status has at most one of the two.
   *
   * @param settledIntent the intent that was carried out
   * @param change the edit that is being carried out
   * @param current true if the record is about the present generation of the spec; if not, another
   *     intent may have been carried out since
   */
  public record Recorded(Optional<String> settledIntent, Optional<Change> change, boolean current) {

    /** A status without a record of edits. */
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

    /** Returns true if the status records anything. */
    boolean exists() {
      return settledIntent.isPresent() || change.isPresent();
    }
  }

  /**
   * Creates the claim of a policy.
   *
   * @param mode the mode in which the operator treats the policy
   * @param sameWay true if the policy uses the connection that the plan is made for
   */
  public static Claim of(
      PolicyName policy,
      String uid,
      long generation,
      PolicySpec spec,
      EffectiveMode mode,
      Optional<String> approval,
      Map<ConfigMapKey, PartitionList> lists,
      Recorded recorded,
      boolean sameWay) {
    return new Claim(
        policy,
        uid,
        generation,
        sameWay && mode.mode() == Mode.ENFORCE,
        mode.mode(),
        spec,
        lists,
        recorded,
        approval,
        false);
  }

  /**
   * Returns true if the policy changes the collection, even if only in passes of another
   * connection.
   */
  boolean enforces() {
    return mode == Mode.ENFORCE && !leaving;
  }

  /** Returns this claim with another record of earlier edits. */
  public Claim with(Recorded other) {
    return new Claim(policy, uid, generation, acts, mode, spec, lists, other, approval, leaving);
  }

  /**
   * Returns the claim of the same policy after an edit that the operator has not seen yet.
   *
   * @param other the claim of the policy as edited
   */
  public Claim editedTo(Claim other) {
    boolean same = spec.equals(other.spec) && mode == other.mode && lists.equals(other.lists);
    return new Claim(
        policy,
        uid,
        same ? generation : generation + 1,
        other.acts,
        other.mode,
        other.spec,
        other.lists,
        same ? recorded : new Recorded(Optional.empty(), recorded.change(), false),
        other.approval,
        other.leaving);
  }

  /** Returns this claim as that of a policy that is being deleted. */
  public Claim leave() {
    return new Claim(policy, uid, generation, acts, mode, spec, lists, recorded, approval, true);
  }

  /** Returns this claim as that of a policy that uses another connection, and only protects. */
  public Claim elsewhere() {
    return new Claim(
        policy, uid, generation, false, mode, spec, lists, recorded, approval, leaving);
  }

  /** Returns this claim as it would be in mode Enforce. */
  public Claim enforced() {
    return new Claim(
        policy, uid, generation, true, Mode.ENFORCE, spec, lists, recorded, approval, leaving);
  }
}
