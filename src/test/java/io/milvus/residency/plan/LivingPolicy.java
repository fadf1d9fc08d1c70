package io.milvus.residency.plan;

import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.Claim.Recorded;
import io.milvus.residency.rules.PartitionList;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A policy in the cluster, its list and its status, as people and the operator change them. */
final class LivingPolicy {

  final PolicyName name;
  final String uid;
  final int way;
  final Deque<PolicySpec> earlier = new ArrayDeque<>();
  PolicySpec spec;
  PartitionList list;
  PartitionList earlierList;
  long generation = 1;
  boolean hold;
  Optional<String> approve = Optional.empty();

  /** True while the spec is invalid. */
  boolean invalid;

  /** True while its Milvus does not answer, or the policy has not been read since the start. */
  boolean unknown;

  /** True while the status can't be written. */
  boolean refused;

  boolean leaving;
  PolicyStatus status = PolicyStatus.EMPTY;

  LivingPolicy(PolicyName name, String uid, int way, PolicySpec spec, PartitionList list) {
    this.name = name;
    this.uid = uid;
    this.way = way;
    this.spec = spec;
    this.list = list;
    this.earlierList = list;
  }

  boolean visible() {
    return !invalid && !unknown;
  }

  void edit(PolicySpec other) {
    earlier.push(spec);
    spec = other;
    generation++;
  }

  void revert() {
    PolicySpec before = earlier.removeLast();
    earlier.push(spec);
    spec = before;
    generation++;
  }

  Claim claim(int asSeenBy) {
    Claim claim =
        Claim.of(
            name,
            uid,
            generation,
            spec,
            new EffectiveMode(Mode.ENFORCE, hold, spec.mode()),
            approve,
            Map.of(RandomPolicies.LIST, list),
            Recorded.of(status, generation),
            way == asSeenBy);
    return leaving ? claim.leave() : claim;
  }

  /** Writes a status that records this about edits. */
  void write(Recorded recorded) {
    status =
        new PolicyStatus(
            generation,
            Optional.empty(),
            recorded.settledIntent(),
            recorded.change(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of());
  }
}
