package io.milvus.residency.picture;

import io.milvus.residency.model.PolicyName;
import io.milvus.residency.page.Palette;
import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Span;
import io.milvus.residency.simulation.Timeline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The colors of the rules that decide loaded, held or waiting partitions of a timeline. The rules
 * that load come first.
 */
final class RuleColors {

  /** The textures beside plain color; rules beyond repeat the last one. */
  static final int TEXTURES = 2;

  /** The class of what is loaded though no policy decides it. */
  static final String UNDECIDED = "undecided";

  private final Map<Rule, Integer> numbers = new LinkedHashMap<>();
  private final int loading;
  private final boolean namesPolicies;

  /** A rule of a policy. */
  record Rule(PolicyName policy, String name) {
    static Optional<Rule> of(Span span) {
      return span.decision().map(decision -> new Rule(decision.policy(), decision.rule()));
    }
  }

  RuleColors(Timeline timeline) {
    number(timeline, Set.of(Mark.LOADED, Mark.WAITING));
    loading = numbers.size();
    number(timeline, Set.of(Mark.HELD));
    namesPolicies = numbers.keySet().stream().map(Rule::policy).distinct().count() > 1;
  }

  private void number(Timeline timeline, Set<Mark> marks) {
    for (PartitionTimeline partition : timeline.partitions()) {
      for (Span span : partition.spans()) {
        if (marks.contains(Mark.of(partition, span))) {
          Rule.of(span).ifPresent(rule -> numbers.putIfAbsent(rule, numbers.size()));
        }
      }
    }
  }

  /** Returns the rules in the order of their colors. */
  List<Rule> rules() {
    return List.copyOf(numbers.keySet());
  }

  /** Returns whether the rule loads partitions; else it only shows where it is to release some. */
  boolean loads(Rule rule) {
    return numbers.get(rule) < loading;
  }

  /** Returns the classes in CSS that color what a span shows. */
  String classes(Span span) {
    return Rule.of(span).map(this::classes).orElse(UNDECIDED);
  }

  /** Returns the classes in CSS of a rule. */
  String classes(Rule rule) {
    if (!numbers.containsKey(rule)) {
      return UNDECIDED;
    }
    int number = numbers.get(rule);
    int texture = Math.min(TEXTURES, number / Palette.SERIES);
    return "s" + (number % Palette.SERIES + 1) + (texture > 0 ? " t" + texture : "");
  }

  /** Returns the name of a rule, with its policy where pictures show rules of several policies. */
  String name(Rule rule) {
    return namesPolicies ? rule.policy() + " " + rule.name() : rule.name();
  }
}
