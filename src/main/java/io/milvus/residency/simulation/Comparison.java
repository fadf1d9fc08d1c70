package io.milvus.residency.simulation;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.simulation.Difference.Event;
import io.milvus.residency.simulation.Transition.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The timelines of a collection without and with an edit.
 *
 * @param before the timeline with the old policies
 * @param after the timeline with the new policies
 * @param differences the partitions for which the edit changes anything, sorted by change and name
 * @param blocked the partitions whose release the edit brings, but which waits for approval; sorted
 * @param ahead by policy, a message about what the clock will do with the edit that exceeds the
 *     limit
 * @param created the policies that only the edit has, sorted
 * @param deleted the policies that the edit no longer has, sorted
 */
public record Comparison(
    Timeline before,
    Timeline after,
    List<Difference> differences,
    List<String> blocked,
    Map<PolicyName, String> ahead,
    List<PolicyName> created,
    List<PolicyName> deleted) {

  public Comparison {
    differences = List.copyOf(differences);
    blocked = List.copyOf(blocked);
    ahead = Map.copyOf(ahead);
    created = List.copyOf(created);
    deleted = List.copyOf(deleted);
  }

  static Comparison of(
      Timeline before,
      Timeline after,
      Map<PolicyName, String> ahead,
      List<PolicyName> created,
      List<PolicyName> deleted) {
    SortedMap<String, List<Event>> old = events(before);
    SortedMap<String, List<Event>> present = events(after);
    SortedMap<String, List<Event>> all = new TreeMap<>(old);
    all.putAll(present);
    List<Difference> differences = new ArrayList<>();
    for (String partition : all.keySet()) {
      Difference.of(
              partition,
              old.getOrDefault(partition, List.of()),
              present.getOrDefault(partition, List.of()))
          .ifPresent(differences::add);
    }
    differences.sort(Difference.ORDER);
    return new Comparison(before, after, differences, blocked(after), ahead, created, deleted);
  }

  private static SortedMap<String, List<Event>> events(Timeline timeline) {
    SortedMap<String, List<Event>> events = new TreeMap<>();
    for (Transition transition : timeline.transitions()) {
      Event event =
          new Event(transition.time(), transition.kind(), transition.policy(), transition.rule());
      transition
          .partitions()
          .forEach(name -> events.computeIfAbsent(name, n -> new ArrayList<>()).add(event));
    }
    for (PartitionTimeline partition : timeline.partitions()) {
      pending(partition)
          .ifPresent(
              event ->
                  events.computeIfAbsent(partition.partition(), n -> new ArrayList<>()).add(event));
    }
    return events;
  }

  /** Returns the release that waits for its delay at the end: it comes after the period. */
  private static Optional<Event> pending(PartitionTimeline partition) {
    return partition.spans().get(partition.spans().size() - 1).decision().stream()
        .filter(decision -> decision.reason() == Reason.RELEASE_PENDING)
        .flatMap(
            decision ->
                decision.notBefore().stream()
                    .map(time -> new Event(time, Kind.RELEASE, decision.policy(), decision.rule())))
        .findFirst();
  }

  private static List<String> blocked(Timeline timeline) {
    return timeline.partitions().stream()
        .filter(
            partition ->
                partition.spans().stream()
                    .flatMap(span -> span.decision().stream())
                    .anyMatch(decision -> decision.reason() == Reason.RELEASE_BLOCKED))
        .map(PartitionTimeline::partition)
        .toList();
  }
}
