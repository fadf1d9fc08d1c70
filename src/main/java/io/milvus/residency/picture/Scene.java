package io.milvus.residency.picture;

import io.milvus.residency.model.Phrases;
import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Timeline;
import io.milvus.residency.simulation.Transition;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * A timeline with the colors and words that all its pictures share.
 *
 * @param timeline the timeline
 * @param rules the colors
 * @param words the words
 * @param shown the partitions of which there is something to be seen
 * @param idle the partitions that are not loaded in the whole period, nor to be loaded; empty if
 *     they are few, and shown like all others
 */
record Scene(
    Timeline timeline,
    RuleColors rules,
    SpanWords words,
    List<PartitionTimeline> shown,
    List<PartitionTimeline> idle) {

  private static final int FEW_IDLE = 3;

  private static final int MOST_ROWS = 60;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_ISSUE = 600;

  static Scene of(Timeline timeline) {
    RuleColors rules = new RuleColors(timeline);
    SpanWords words = new SpanWords(timeline, rules);
    List<PartitionTimeline> all = timeline.partitions();
    List<PartitionTimeline> idle = all.stream().filter(Scene::isIdle).toList();
    if (idle.size() <= FEW_IDLE) {
      return new Scene(timeline, rules, words, all, List.of());
    }
    List<PartitionTimeline> shown = all.stream().filter(each -> !isIdle(each)).toList();
    return new Scene(timeline, rules, words, shown, idle);
  }

  private static boolean isIdle(PartitionTimeline partition) {
    return partition.spans().stream().allMatch(span -> Mark.of(partition, span) == Mark.RELEASED);
  }

  /** Returns the name of the collection in words. */
  String collection() {
    return "Collection "
        + Phrases.cut(timeline.collection(), LONGEST_NAME)
        + " of database "
        + Phrases.cut(timeline.database(), LONGEST_NAME);
  }

  /** Returns the period in words. */
  String period() {
    return SpanWords.full(timeline.from()) + " to " + SpanWords.full(timeline.to()) + " UTC";
  }

  /** Returns the numbers in words. */
  String numbers() {
    return count(timeline.partitions().size(), "partition")
        + ", "
        + residents()
        + " resident, "
        + count(moved(Transition.Kind.LOAD), "load")
        + ", "
        + count(moved(Transition.Kind.RELEASE), "release");
  }

  /** Returns the lowest and the highest number of residents in words. */
  String residents() {
    IntSummaryStatistics loaded =
        timeline.residents().stream().mapToInt(Timeline.ResidentCount::loaded).summaryStatistics();
    if (loaded.getCount() == 0) {
      return "unknown";
    }
    return loaded.getMin() == loaded.getMax()
        ? number(loaded.getMin())
        : number(loaded.getMin()) + " to " + number(loaded.getMax());
  }

  /** Returns what readers must know beside the picture: issues, and where the timeline ends. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    timeline
        .incompleteFrom()
        .ifPresent(
            time ->
                notes.add(
                    "Nothing is known from %s UTC on: there are more transitions than a simulation follows. Simulate a shorter period."
                        .formatted(SpanWords.full(time))));
    new TreeMap<>(timeline.issues())
        .forEach(
            (policy, issues) ->
                issues.forEach(
                    issue ->
                        notes.add(
                            policy
                                + ": "
                                + issue.reason()
                                + (issue.message().isEmpty() ? "" : ": ")
                                + Phrases.cut(issue.message(), LONGEST_ISSUE))));
    return notes;
  }

  /**
   * Returns the groups in which partitions are shown; none if they are few enough for a row each.
   */
  List<PartitionGroup> groups() {
    return shown.size() > MOST_ROWS ? PartitionGroup.of(shown, rules) : List.of();
  }

  /** Returns the name of the rule of a group. */
  String rule(PartitionGroup group) {
    return group.rule().map(rules::name).orElse("decided by no policy");
  }

  /** Returns the classes in CSS that color a group. */
  String color(PartitionGroup group) {
    return group.rule().map(rules::classes).orElse(RuleColors.UNDECIDED);
  }

  /** Returns what happens to a partition first, in a few words. */
  String first(PartitionTimeline partition) {
    return Mark.of(partition, partition.spans().get(0)) + " now";
  }

  /** Returns a number with its noun. */
  static String count(int number, String noun) {
    return number(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** Returns a number, as in "4,000". */
  static String number(int number) {
    return String.format(Locale.ENGLISH, "%,d", number);
  }

  private int moved(Transition.Kind kind) {
    return timeline.transitions().stream()
        .filter(transition -> transition.kind() == kind)
        .mapToInt(transition -> transition.partitions().size())
        .sum();
  }
}
