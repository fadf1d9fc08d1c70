package io.milvus.residency.cli;

import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.plan.PolicyIssue;
import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Presence;
import io.milvus.residency.simulation.Span;
import io.milvus.residency.simulation.Span.Decision;
import io.milvus.residency.simulation.Timeline;
import io.milvus.residency.simulation.Timeline.ResidentCount;
import io.milvus.residency.simulation.Transition;
import io.milvus.residency.simulation.Transition.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The timeline of one collection, as the command prints it.
 *
 * @param database the database of the collection
 * @param collection its name
 * @param from the begin of the simulation
 * @param to its end
 * @param incompleteFrom the time from which nothing is known, if there were too many transitions
 * @param resident the number of resident partitions before the first transition
 * @param transitions all loads and releases
 * @param residents the number of resident partitions after each change
 * @param partitions what happens to each partition
 * @param issues by policy, the issues of the policy as a whole at the begin
 */
record TimelineView(
    String database,
    String collection,
    Instant from,
    Instant to,
    Optional<Instant> incompleteFrom,
    int resident,
    List<TransitionView> transitions,
    List<ResidentCount> residents,
    List<PartitionView> partitions,
    Map<String, List<PolicyIssue>> issues) {

  /**
   * A load or a release.
   *
   * @param time the time
   * @param action Load or Release
   * @param partitions their names
   * @param policy the policy that wants it
   * @param rule the rule that wants it, unless no rule decides the partitions any more
   * @param resident the number of resident partitions after it
   */
  record TransitionView(
      Instant time,
      String action,
      List<String> partitions,
      String policy,
      Optional<String> rule,
      int resident) {}

  /**
   * A partition.
   *
   * @param partition its name
   * @param expected whether it is yet to be created
   * @param spans the periods in which nothing changes for it
   */
  record PartitionView(String partition, boolean expected, List<SpanView> spans) {
    private static PartitionView of(PartitionTimeline timeline) {
      return new PartitionView(
          timeline.partition(),
          timeline.expected(),
          timeline.spans().stream().map(SpanView::of).toList());
    }
  }

  /**
   * A period in which nothing changes for a partition.
   *
   * @param from the begin
   * @param to the end
   * @param presence Loaded, Released or Absent
   * @param wanted Loaded or Released, if a policy decides the partition
   */
  record SpanView(
      Instant from,
      Instant to,
      String presence,
      Optional<RuleState> wanted,
      Optional<String> policy,
      Optional<String> rule,
      Optional<Reason> reason,
      Optional<String> message,
      Optional<Instant> notBefore) {
    private static SpanView of(Span span) {
      Optional<Decision> decision = span.decision();
      return new SpanView(
          span.from(),
          span.to(),
          word(span.presence()),
          decision.map(Decision::desired),
          decision.map(d -> d.policy().toString()),
          decision.map(Decision::rule),
          decision.map(Decision::reason),
          decision.map(Decision::message).filter(text -> !text.isEmpty()),
          decision.flatMap(Decision::notBefore));
    }
  }

  static TimelineView of(Timeline timeline) {
    int before = before(timeline);
    return new TimelineView(
        timeline.database(),
        timeline.collection(),
        timeline.from(),
        timeline.to(),
        timeline.incompleteFrom(),
        before,
        transitions(timeline, before),
        timeline.residents(),
        timeline.partitions().stream().map(PartitionView::of).toList(),
        timeline.issues().entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> entry.getKey().toString(),
                    Map.Entry::getValue,
                    (a, b) -> b,
                    TreeMap::new)));
  }

  /** Returns whether something is not simulated: a list can't be read, or too much happens. */
  static boolean incomplete(Timeline timeline) {
    return timeline.incompleteFrom().isPresent() || hasUnreadableList(timeline);
  }

  /** Returns whether a list can't be read. */
  static boolean hasUnreadableList(Timeline timeline) {
    return timeline.issues().values().stream()
        .flatMap(List::stream)
        .anyMatch(issue -> issue.reason() == Reason.REFERENCE_NOT_READY);
  }

  /** Returns how many partitions are resident before what is done at the begin. */
  private static int before(Timeline timeline) {
    int atOnce =
        timeline.transitions().stream()
            .filter(transition -> transition.time().equals(timeline.from()))
            .mapToInt(TimelineView::more)
            .sum();
    return timeline.residents().get(0).loaded() - atOnce;
  }

  private static List<TransitionView> transitions(Timeline timeline, int before) {
    List<TransitionView> views = new ArrayList<>();
    int resident = before;
    for (Transition transition : timeline.transitions()) {
      resident += more(transition);
      views.add(
          new TransitionView(
              transition.time(),
              transition.kind() == Kind.LOAD ? "Load" : "Release",
              transition.partitions(),
              transition.policy().toString(),
              Optional.of(transition.rule()).filter(rule -> !rule.isEmpty()),
              resident));
    }
    return views;
  }

  private static int more(Transition transition) {
    int number = transition.partitions().size();
    return transition.kind() == Kind.LOAD ? number : -number;
  }

  private static String word(Presence presence) {
    return switch (presence) {
      case LOADED -> "Loaded";
      case RELEASED -> "Released";
      case ABSENT -> "Absent";
    };
  }
}
