package io.milvus.residency.picture;

import io.milvus.residency.model.Phrases;
import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Partitions with names of one family that one rule loads first.
 *
 * @param rule the rule; empty if none is ever loaded, or no policy decides them
 * @param title the name of the group, without the rule
 * @param partitions the partitions, sorted by name, never empty
 */
record PartitionGroup(
    Optional<RuleColors.Rule> rule, String title, List<PartitionTimeline> partitions) {

  private static final int MOST_GROUPS = 30;
  private static final int SMALLEST = 3;
  private static final int LARGEST = 150;
  private static final int PART = 100;
  private static final String OTHERS = "other names";
  private static final Pattern STEM = Pattern.compile("\\D*[-_.]|\\D+(?=\\d)|(?=\\d)");

  /** Returns the groups of partitions, in the order of the colors of their rules. */
  static List<PartitionGroup> of(List<PartitionTimeline> partitions, RuleColors rules) {
    Map<Optional<RuleColors.Rule>, Map<String, List<PartitionTimeline>>> families =
        new LinkedHashMap<>();
    rules.rules().forEach(rule -> families.put(Optional.of(rule), new TreeMap<>()));
    families.put(Optional.empty(), new TreeMap<>());
    for (PartitionTimeline partition : partitions) {
      families
          .get(loadedBy(partition))
          .computeIfAbsent(family(partition.partition()), family -> new ArrayList<>())
          .add(partition);
    }
    int rulesSeen = (int) families.values().stream().filter(map -> !map.isEmpty()).count();
    List<PartitionGroup> groups = new ArrayList<>();
    families.forEach(
        (rule, byFamily) ->
            merge(byFamily, Math.max(1, MOST_GROUPS / rulesSeen))
                .forEach(
                    (family, members) -> groups.add(new PartitionGroup(rule, family, members))));
    return groups;
  }

  /** Returns parts of a large group, by ranges of names; none if the group is small. */
  List<PartitionGroup> parts() {
    List<PartitionGroup> parts = new ArrayList<>();
    if (partitions.size() > LARGEST) {
      for (int i = 0; i < partitions.size(); i += PART) {
        List<PartitionTimeline> part = partitions.subList(i, Math.min(i + PART, partitions.size()));
        String title = name(part.get(0)) + " … " + name(part.get(part.size() - 1));
        parts.add(new PartitionGroup(rule, title, part));
      }
    }
    return parts;
  }

  private static String name(PartitionTimeline partition) {
    return Phrases.cut(partition.partition(), 40);
  }

  private static Optional<RuleColors.Rule> loadedBy(PartitionTimeline partition) {
    for (Span span : partition.spans()) {
      Mark mark = Mark.of(partition, span);
      if (mark != Mark.RELEASED && mark != Mark.EXPECTED && span.decision().isPresent()) {
        return RuleColors.Rule.of(span);
      }
    }
    return Optional.empty();
  }

  /** Returns the part of a name before its number, or before what follows its last separator. */
  private static String family(String name) {
    Matcher stem = STEM.matcher(name);
    return stem.lookingAt() ? Phrases.cut(stem.group(), 30) + "*" : OTHERS;
  }

  /** Returns the largest families, and the small ones as one. */
  private static Map<String, List<PartitionTimeline>> merge(
      Map<String, List<PartitionTimeline>> families, int most) {
    List<String> largest =
        families.keySet().stream()
            .filter(family -> families.get(family).size() >= SMALLEST)
            .sorted(Comparator.comparing(family -> -families.get(family).size()))
            .limit(most)
            .toList();
    Map<String, List<PartitionTimeline>> merged = new LinkedHashMap<>();
    List<PartitionTimeline> others = new ArrayList<>();
    for (Map.Entry<String, List<PartitionTimeline>> family : families.entrySet()) {
      if (largest.contains(family.getKey()) && !family.getKey().equals(OTHERS)) {
        merged.put(family.getKey(), family.getValue());
      } else {
        others.addAll(family.getValue());
      }
    }
    if (!others.isEmpty()) {
      others.sort(Comparator.comparing(PartitionTimeline::partition));
      merged.put(others.size() == 1 ? name(others.get(0)) : OTHERS, others);
    }
    return merged;
  }
}
