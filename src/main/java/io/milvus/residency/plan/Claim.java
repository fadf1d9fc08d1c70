package io.milvus.residency.plan;

import io.milvus.residency.api.LoadSpec;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Safety;
import java.util.List;

/**
 * What one policy wants of a collection.
 *
 * @param policy whose claim it is
 * @param acts whether the plan may carry it out; one that does not act still protects what it wants
 *     loaded
 * @param mode the mode of the policy, which words its findings; only Enforce may act
 * @param rules its rules, in order
 * @param load what it wants to load with
 * @param safety what holds releases back
 */
public record Claim(
    PolicyName policy, boolean acts, Mode mode, List<Rule> rules, LoadSpec load, Safety safety) {

  public Claim {
    rules = List.copyOf(rules);
    if (acts && mode != Mode.ENFORCE) {
      throw new IllegalArgumentException(policy + " acts although its mode is " + mode);
    }
  }
}
