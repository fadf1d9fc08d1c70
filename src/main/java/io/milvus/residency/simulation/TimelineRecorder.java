package io.milvus.residency.simulation;

import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.Plan;
import io.milvus.residency.plan.PolicyIssue;
import io.milvus.residency.plan.Step;
import io.milvus.residency.plan.Step.PartitionChange;
import io.milvus.residency.simulation.Span.Decision;
import io.milvus.residency.simulation.Timeline.ResidentCount;
import io.milvus.residency.simulation.Transition.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Records what a simulation does. */
final class TimelineRecorder {

  private final SimulationInput input;
  private final Map<String, Track> tracks = new HashMap<>();
  private final List<Transition> transitions = new ArrayList<>();
  private final List<ResidentCount> residents = new ArrayList<>();

  TimelineRecorder(SimulationInput input) {
    this.input = input;
    input.expected().forEach(partition -> tracks.put(partition.name(), track(true)));
    input.observed().partitions().forEach(p -> tracks.put(p.name(), track(false)));
  }

  private Track track(boolean expected) {
    return new Track(expected, input.now());
  }

  /** The plan of one policy for a partition. */
  private record Decided(PolicyName policy, PartitionPlan plan) {
    Decision decision() {
      return new Decision(
          policy, plan.rule(), plan.desired(), plan.reason(), plan.message(), plan.notBefore());
    }
  }

  /** The spans of one partition so far, the open one, and what is seen of the partition now. */
  private static final class Track {
    private final boolean expected;
    private final List<Span> spans = new ArrayList<>();
    private Instant since;
    private Presence presence = Presence.ABSENT;
    private Optional<Decided> decided = Optional.empty();
    private Presence presenceNow = Presence.ABSENT;
    private Optional<Decided> decidedNow = Optional.empty();

    Track(boolean expected, Instant since) {
      this.expected = expected;
      this.since = since;
    }

    /** Sees a plan; those of the policies come in the order of their names. */
    void see(PolicyName policy, PartitionPlan plan) {
      if (decidedNow.isEmpty()
          || (decidedNow.get().plan().desired() == RuleState.RELEASED
              && plan.desired() == RuleState.LOADED)) {
        decidedNow = Optional.of(new Decided(policy, plan));
      }
    }

    void see(Presence seen) {
      presenceNow = seen;
    }

    /** Begins a span if anything that was seen since the last call is new. */
    void settle(Instant now) {
      boolean same = decidedNow.equals(decided) || decision(decidedNow).equals(decision(decided));
      if (presenceNow != presence || !same) {
        close(now);
        since = now;
        presence = presenceNow;
        decided = decidedNow;
      }
      presenceNow = Presence.ABSENT;
      decidedNow = Optional.empty();
    }

    void close(Instant now) {
      if (since.isBefore(now)) {
        spans.add(new Span(since, now, presence, decision(decided)));
      }
    }

    private static Optional<Decision> decision(Optional<Decided> decided) {
      return decided.map(Decided::decision);
    }
  }

  private record Cause(PolicyName policy, String rule) {}

  /** Adds the changes of a step. */
  void add(Instant now, Step step) {
    Kind kind = step instanceof Step.Load ? Kind.LOAD : Kind.RELEASE;
    Map<Cause, List<String>> names = new LinkedHashMap<>();
    for (PartitionChange change : step.changes()) {
      names
          .computeIfAbsent(new Cause(change.policy(), change.rule()), c -> new ArrayList<>())
          .add(change.partition().name());
    }
    names.forEach(
        (cause, partitions) ->
            transitions.add(
                new Transition(
                    now,
                    kind,
                    cause.policy(),
                    cause.rule(),
                    partitions.stream().sorted().toList())));
  }

  /** Notes where all partitions are, and why, from now on. */
  void see(Instant now, ObservedCollection observed, Plan plan) {
    plan.policyPlans().keySet().stream()
        .sorted()
        .forEach(
            policy ->
                plan.policyPlans()
                    .get(policy)
                    .partitionPlans()
                    .forEach(p -> track(p.partition()).see(policy, p)));
    int loaded = 0;
    for (Partition partition : observed.partitions()) {
      boolean resident = partition.resident();
      loaded += resident ? 1 : 0;
      track(partition.name()).see(resident ? Presence.LOADED : Presence.RELEASED);
    }
    tracks.values().forEach(track -> track.settle(now));
    if (residents.isEmpty() || residents.get(residents.size() - 1).loaded() != loaded) {
      residents.add(new ResidentCount(now, loaded));
    }
  }

  private Track track(String partition) {
    return tracks.computeIfAbsent(partition, name -> track(false));
  }

  /**
   * Returns the timeline.
   *
   * @param first the plan at the begin
   */
  Timeline timeline(Instant end, Plan first, Optional<Instant> incompleteFrom) {
    List<PartitionTimeline> partitions = new ArrayList<>();
    new TreeMap<>(tracks)
        .forEach(
            (name, track) -> {
              track.close(end);
              partitions.add(new PartitionTimeline(name, track.expected, track.spans));
            });
    Map<PolicyName, List<PolicyIssue>> issues = new TreeMap<>();
    first
        .policyPlans()
        .forEach(
            (policy, policyPlan) -> {
              if (!policyPlan.issues().isEmpty()) {
                issues.put(policy, policyPlan.issues());
              }
            });
    return new Timeline(
        input.database(),
        input.observed().name(),
        input.now(),
        end,
        partitions,
        transitions,
        residents,
        issues,
        incompleteFrom);
  }
}
