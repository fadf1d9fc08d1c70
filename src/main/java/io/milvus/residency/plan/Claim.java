package io.milvus.residency.plan;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule.ConfigMapKey;
import java.util.Map;
import java.util.Optional;

/**
 * What one policy wants of a collection.
 *
 * @param policy whose claim it is
 * @param acts whether the plan may carry it out; one that does not act still protects what it wants
 *     loaded
 * @param mode what words its findings; only Enforce may act
 * @param spec what it wants
 * @param lists the lists that its rules refer to
 * @param settledIntent the intent that was last carried out for it
 * @param approval the releases that somebody has approved
 * @param leaving whether the policy is being deleted, and what it wanted loaded is to be released
 */
public record Claim(
    PolicyName policy,
    boolean acts,
    Mode mode,
    PolicySpec spec,
    Map<ConfigMapKey, ListContent> lists,
    Optional<String> settledIntent,
    Optional<String> approval,
    boolean leaving) {

  public Claim {
    lists = Map.copyOf(lists);
    if (acts && mode != Mode.ENFORCE) {
      throw new IllegalArgumentException(policy + " acts although its mode is " + mode);
    }
  }

  /**
   * The claim of a policy.
   *
   * @param sameWay whether the policy reaches the collection the way that the plan is made for
   */
  public static Claim of(
      PolicyName policy,
      PolicySpec spec,
      Annotations annotations,
      Map<ConfigMapKey, ListContent> lists,
      Optional<String> settledIntent,
      boolean sameWay) {
    Mode mode = annotations.effective(spec.mode());
    return new Claim(
        policy,
        sameWay && mode == Mode.ENFORCE,
        mode,
        spec,
        lists,
        settledIntent,
        annotations.approve(),
        false);
  }

  /** The same claim, with what it wants in this intent having been carried out. */
  Claim settled(String intent) {
    return new Claim(policy, acts, mode, spec, lists, Optional.of(intent), approval, leaving);
  }

  /** The same claim of a policy that is being deleted. */
  public Claim leave() {
    return new Claim(policy, acts, mode, spec, lists, settledIntent, approval, true);
  }

  /** The same claim of a policy that reaches the collection another way, and only protects. */
  public Claim elsewhere() {
    return new Claim(policy, false, mode, spec, lists, settledIntent, approval, leaving);
  }

  /** The same claim as it would be in mode Enforce. */
  Claim enforced() {
    return new Claim(policy, true, Mode.ENFORCE, spec, lists, settledIntent, approval, leaving);
  }
}
