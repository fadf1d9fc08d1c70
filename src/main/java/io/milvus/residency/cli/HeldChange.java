package io.milvus.residency.cli;

import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Span;
import io.milvus.residency.simulation.Span.Decision;
import io.milvus.residency.simulation.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Partitions that are not loaded or released although a rule wants that, for one reason.
 *
 * @param why the decision and the reason
 * @param partitions their names, sorted
 * @param from when the first of them begins to wait
 * @param until when the last of them ends to wait; empty if that is not within the simulation
 */
record HeldChange(Why why, List<String> partitions, Instant from, Optional<Instant> until) {

  /**
   * The change that is wanted, and why it does not happen.
   *
   * @param delayed whether it just waits for the delay of releases
   */
  record Why(
      PolicyName policy,
      String rule,
      RuleState wanted,
      Reason reason,
      String message,
      boolean delayed) {
    private static Why of(Decision decision) {
      return new Why(
          decision.policy(),
          decision.rule(),
          decision.desired(),
          decision.reason(),
          decision.message(),
          decision.reason() == Reason.RELEASE_PENDING && decision.notBefore().isPresent());
    }
  }

  /**
   * Returns what is held back, in order of time. A release that waits just for its delay is not
   * listed, unless it waits until the end.
   */
  static List<HeldChange> of(Timeline timeline) {
    Map<Why, List<Waiting>> waits = new LinkedHashMap<>();
    for (PartitionTimeline partition : timeline.partitions()) {
      for (Span span : partition.spans()) {
        if (!span.held() && !span.waiting()) {
          continue;
        }
        Why why = Why.of(span.decision().orElseThrow());
        if (matters(why, span, timeline)) {
          waits
              .computeIfAbsent(why, w -> new ArrayList<>())
              .add(new Waiting(partition.partition(), span.from(), span.to()));
        }
      }
    }
    List<HeldChange> held = new ArrayList<>();
    waits.forEach((why, all) -> held.add(of(why, all, timeline.to())));
    held.sort(
        Comparator.comparing(HeldChange::from)
            .thenComparing(change -> change.why().policy())
            .thenComparing(change -> change.why().rule()));
    return held;
  }

  private record Waiting(String partition, Instant from, Instant to) {}

  private static boolean matters(Why why, Span span, Timeline timeline) {
    return !why.delayed() || span.to().equals(timeline.to());
  }

  private static HeldChange of(Why why, List<Waiting> waits, Instant end) {
    TreeSet<String> names = new TreeSet<>();
    waits.forEach(wait -> names.add(wait.partition()));
    return new HeldChange(
        why,
        List.copyOf(names),
        waits.stream().map(Waiting::from).min(Comparator.naturalOrder()).orElseThrow(),
        waits.stream()
            .map(Waiting::to)
            .max(Comparator.naturalOrder())
            .filter(last -> last.isBefore(end)));
  }
}
