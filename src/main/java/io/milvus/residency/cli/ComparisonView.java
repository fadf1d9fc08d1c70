package io.milvus.residency.cli;

import io.milvus.residency.simulation.Comparison;
import io.milvus.residency.simulation.Difference;
import io.milvus.residency.simulation.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The comparison of old and new policies on one collection, as the command prints it.
 *
 * @param database the database of the collection
 * @param collection its name
 * @param from the begin of the simulation
 * @param to its end
 * @param verdict the result
 * @param blocked the partitions whose release waits for approval
 * @param differences what the edit changes, by partition
 * @param mostResident the largest number of resident partitions with the old and the new policies
 * @param notes by policy, what else to know before the edit is applied
 */
record ComparisonView(
    String database,
    String collection,
    Instant from,
    Instant to,
    Verdict verdict,
    List<String> blocked,
    List<DifferenceView> differences,
    MostResident mostResident,
    Map<String, List<String>> notes) {

  /** The result of a comparison. */
  enum Verdict {
    /** The same policies, and the same loads and releases at the same times. */
    UNCHANGED("Unchanged"),
    CHANGED("Changed"),
    /** The edit releases more than the policies permit without approval. */
    BLOCKED("Blocked"),
    /** A list can't be read, or there are too many changes to follow. */
    INCOMPLETE("Incomplete");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The largest numbers of resident partitions. */
  record MostResident(int before, int after) {}

  /**
   * A partition for which the edit changes anything.
   *
   * @param change the first change
   * @param time the time of the load or release that the edit adds or takes away
   * @param otherwise the time of this load or release with the other policies
   */
  record DifferenceView(
      String partition,
      Difference.Change change,
      Instant time,
      Optional<Instant> otherwise,
      String policy,
      Optional<String> rule) {}

  /** Equal changes of several partitions. */
  record Group(
      Difference.Change change,
      String policy,
      Optional<String> rule,
      List<String> partitions,
      Instant first,
      Instant last) {}

  private record Key(Difference.Change change, String policy, Optional<String> rule) {}

  static ComparisonView of(Comparison comparison) {
    Timeline after = comparison.after();
    return new ComparisonView(
        after.database(),
        after.collection(),
        after.from(),
        after.to(),
        verdict(comparison),
        comparison.blocked(),
        comparison.differences().stream().map(ComparisonView::view).toList(),
        new MostResident(most(comparison.before()), most(after)),
        ComparisonNotes.of(comparison));
  }

  private static Verdict verdict(Comparison comparison) {
    if (TimelineView.incomplete(comparison.before())
        || TimelineView.incomplete(comparison.after())) {
      return Verdict.INCOMPLETE;
    }
    if (!comparison.blocked().isEmpty()) {
      return Verdict.BLOCKED;
    }
    boolean same =
        comparison.differences().isEmpty()
            && comparison.created().isEmpty()
            && comparison.deleted().isEmpty();
    return same ? Verdict.UNCHANGED : Verdict.CHANGED;
  }

  private static DifferenceView view(Difference difference) {
    return new DifferenceView(
        difference.partition(),
        difference.change(),
        difference.event().time(),
        difference.otherwise(),
        difference.event().policy().toString(),
        Optional.of(difference.event().rule()).filter(rule -> !rule.isEmpty()));
  }

  private static int most(Timeline timeline) {
    return TimelineView.of(timeline).counts().getMax();
  }

  /** Returns the verdict as a sentence, of words that are ours. */
  String sentence() {
    boolean later = differences.stream().anyMatch(d -> !d.time().isBefore(to));
    String period =
        " within "
            + Period.format(Duration.between(from, to))
            + (later ? ", or after a delay that has begun then." : ".");
    return switch (verdict) {
      case UNCHANGED -> "Unchanged: no load or release differs" + period;
      case CHANGED ->
          differences.isEmpty()
              ? "Changed: policies are created or deleted, and no load or release differs" + period
              : "Changed: " + counts() + period;
      case BLOCKED ->
          "Blocked: "
              + blocked.size()
              + " releases would wait for approval. "
              + (differences.isEmpty() ? "Nothing else changes" : "Else: " + counts())
              + period;
      case INCOMPLETE ->
          "Incomplete: a list can't be read, or there are too many changes to follow.";
    };
  }

  private String counts() {
    Map<Difference.Change, Long> counts =
        differences.stream()
            .collect(
                Collectors.groupingBy(DifferenceView::change, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey().toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** Returns the differences by change, policy and rule. */
  List<Group> groups() {
    Map<Key, List<DifferenceView>> groups = new LinkedHashMap<>();
    for (DifferenceView difference : differences) {
      groups
          .computeIfAbsent(
              new Key(difference.change(), difference.policy(), difference.rule()),
              key -> new ArrayList<>())
          .add(difference);
    }
    return groups.entrySet().stream()
        .map(entry -> group(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Group group(Key key, List<DifferenceView> all) {
    return new Group(
        key.change(),
        key.policy(),
        key.rule(),
        all.stream().map(DifferenceView::partition).toList(),
        all.get(0).time(),
        all.stream().map(DifferenceView::time).max(Comparator.naturalOrder()).orElseThrow());
  }
}
