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
import java.util.SortedMap;
import java.util.TreeMap;

/** Records what a simulation does. */
final class TimelineRecorder {

  private final SimulationInput input;
  private final SortedMap<String, Track> tracks = new TreeMap<>();
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

  /** The spans of one partition so far, and the open one. */
  private static final class Track {
    private final boolean expected;
    private final List<Span> spans = new ArrayList<>();
    private Instant since;
    private Presence presence = Presence.ABSENT;
    private Optional<Decision> decision = Optional.empty();

    Track(boolean expected, Instant since) {
      this.expected = expected;
      this.since = since;
    }

    void see(Instant now, Presence seen, Optional<Decision> decided) {
      if (presence != seen || !decision.equals(decided)) {
        close(now);
        since = now;
        presence = seen;
        decision = decided;
      }
    }

    void close(Instant now) {
      if (since.isBefore(now)) {
        spans.add(new Span(since, now, presence, decision));
      }
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
    Map<String, Decision> decisions = decisions(plan);
    decisions.keySet().forEach(name -> tracks.computeIfAbsent(name, n -> track(false)));
    Map<String, Partition> existing = new HashMap<>();
    int loaded = 0;
    for (Partition partition : observed.partitions()) {
      existing.put(partition.name(), partition);
      loaded += partition.resident() ? 1 : 0;
    }
    tracks.forEach(
        (name, track) ->
            track.see(now, presence(existing.get(name)), Optional.ofNullable(decisions.get(name))));
    if (residents.isEmpty() || residents.get(residents.size() - 1).loaded() != loaded) {
      residents.add(new ResidentCount(now, loaded));
    }
  }

  private static Map<String, Decision> decisions(Plan plan) {
    Map<String, Decision> decisions = new HashMap<>();
    plan.policyPlans().keySet().stream()
        .sorted()
        .forEach(
            policy -> {
              for (PartitionPlan p : plan.policyPlans().get(policy).partitionPlans()) {
                Decision before = decisions.get(p.partition());
                if (before == null
                    || (before.desired() == RuleState.RELEASED
                        && p.desired() == RuleState.LOADED)) {
                  decisions.put(p.partition(), decision(policy, p));
                }
              }
            });
    return decisions;
  }

  private static Decision decision(PolicyName policy, PartitionPlan p) {
    return new Decision(policy, p.rule(), p.desired(), p.reason(), p.message(), p.notBefore());
  }

  private static Presence presence(Partition partition) {
    if (partition == null) {
      return Presence.ABSENT;
    }
    return partition.resident() ? Presence.LOADED : Presence.RELEASED;
  }

  /**
   * Returns the timeline.
   *
   * @param first the plan at the begin
   */
  Timeline timeline(Instant end, Plan first, Optional<Instant> incompleteFrom) {
    List<PartitionTimeline> partitions = new ArrayList<>();
    tracks.forEach(
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
