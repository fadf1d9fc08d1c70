package io.milvus.residency.plan;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.DesiredState.Wish;
import io.milvus.residency.plan.Hold.Words;
import io.milvus.residency.rules.Want;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The explanation of each partition for each policy that decides it. A change that is not held is
 * made now.
 *
 * @param desired the wishes of the policies
 * @param partitions the partitions by name
 * @param holds by partition id, why it is not loaded or released now
 * @param approved the ids of approved releases
 */
record Explanations(
    DesiredState desired,
    Map<String, Partition> partitions,
    Map<Long, Hold> holds,
    Set<Long> approved) {

  private static final Hold IN_SYNC = new Hold(Reason.IN_SYNC, Words.NONE, Optional.empty());
  private static final Hold LOADING = new Hold(Reason.LOADING, Words.NONE, Optional.empty());
  private static final Hold RELEASED =
      new Hold(Reason.RELEASE_PENDING, Words.NONE, Optional.empty());
  private static final Hold APPROVED = Hold.of(Reason.RELEASE_PENDING, "The release is approved.");

  /** Returns the partition plans of each policy that has any, sorted by partition. */
  Map<PolicyName, List<PartitionPlan>> byPolicy() {
    Map<PolicyName, List<PartitionPlan>> partitionPlans = new HashMap<>();
    for (String name : desired.names()) {
      Optional<Partition> partition = Optional.ofNullable(partitions.get(name));
      List<Wish> all = desired.of(name);
      Optional<PartitionPlan> last = Optional.empty();
      for (Wish wish : all) {
        if (wish.want() != Want.FROZEN || wish.claim().leaving()) {
          PartitionPlan own = partitionPlan(name, wish, all, partition);
          // Policies with equal rules share their plans, which are kept until the next pass.
          PartitionPlan shared = last.filter(own::equals).orElse(own);
          last = Optional.of(shared);
          partitionPlans
              .computeIfAbsent(wish.claim().policy(), policy -> new ArrayList<>())
              .add(shared);
        }
      }
    }
    return partitionPlans;
  }

  private PartitionPlan partitionPlan(
      String name, Wish wish, List<Wish> all, Optional<Partition> partition) {
    if (partition.isEmpty()) {
      return partitionPlan(
          name, wish, LoadState.NOT_EXIST, 0, Hold.of(Reason.PARTITION_NOT_FOUND, ""));
    }
    Partition there = partition.get();
    Hold why =
        switch (wish.want()) {
          case LOADED -> loaded(wish, there);
          case FROZEN -> frozen(wish, there);
          default -> released(wish, all, there);
        };
    return partitionPlan(name, wish, there.state(), there.progress(), why);
  }

  private static PartitionPlan partitionPlan(
      String name, Wish wish, LoadState actual, int progress, Hold why) {
    return new PartitionPlan(
        name,
        DesiredState.state(wish.want()),
        actual,
        progress,
        wish.rule().name(),
        why.reason(),
        why.message(wish.claim().policy()),
        why.notBefore());
  }

  private Hold loaded(Wish wish, Partition partition) {
    if (partition.state() == LoadState.LOADED) {
      return IN_SYNC;
    }
    return wish.claim().mode() == Mode.ENFORCE
        ? holds.getOrDefault(partition.id(), LOADING)
        : Hold.of(passive(wish), "");
  }

  private Hold released(Wish wish, List<Wish> all, Partition partition) {
    boolean alone = all.size() == 1;
    List<Wish> against = alone ? List.of() : all.stream().filter(w -> w.want().protects()).toList();
    boolean comes = !alone && against.stream().anyMatch(w -> w.acts(Want.LOADED));
    if (!partition.resident() && !comes) {
      return IN_SYNC;
    }
    if (!against.isEmpty()) {
      return Hold.of(Reason.CONTESTED, contest(against, wish.claim().policy()));
    }
    if (wish.claim().mode() != Mode.ENFORCE) {
      return Hold.of(passive(wish), "");
    }
    return holds.getOrDefault(
        partition.id(), approved.contains(partition.id()) ? APPROVED : RELEASED);
  }

  /**
   * Explains a partition that a policy being deleted may want released, but whose list can't be
   * read.
   */
  private static Hold frozen(Wish wish, Partition partition) {
    return partition.resident()
        ? Hold.of(Reason.REFERENCE_NOT_READY, wish.unreadable().orElse(""))
        : IN_SYNC;
  }

  private static String contest(List<Wish> against, PolicyName reader) {
    List<Wish> wanting = against.stream().filter(w -> w.want() == Want.LOADED).toList();
    return wanting.isEmpty()
        ? "Kept while a list can't be read (" + names(against, reader) + ")."
        : "Needed by " + names(wanting, reader) + ".";
  }

  private static Reason passive(Wish wish) {
    return wish.claim().mode() == Mode.OBSERVE ? Reason.OBSERVING : Reason.SUSPENDED;
  }

  private static String names(List<Wish> wishes, PolicyName reader) {
    return wishes.stream()
        .map(wish -> wish.claim().policy().seenFrom(reader))
        .distinct()
        .collect(joining(", "));
  }
}
