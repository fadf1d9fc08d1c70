package io.milvus.residency.cli;

import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.Match;
import io.milvus.residency.api.Weekday;
import io.milvus.residency.api.WeeklyWindow;
import io.milvus.residency.model.Partition;
import io.milvus.residency.rules.Glob;
import io.milvus.residency.schema.Problem;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Finds the fields of a rule that never have an effect, whatever partitions there are. */
final class IneffectiveRules {

  private IneffectiveRules() {}

  /**
   * Returns a problem for each field without effect.
   *
   * @param path the path of the rule, as in {@code spec.rules[0]}
   */
  static List<Problem> in(Rule rule, String path) {
    List<Problem> found = new ArrayList<>();
    Match match = rule.match();
    if (match.globs().contains(Partition.DEFAULT_NAME)) {
      found.add(
          new Problem(
              path + ".match.globs",
              "only match.names matches _default. Move _default to match.names."));
    }
    if (!match.except().isEmpty() && nothingIsLeft(match)) {
      found.add(
          new Problem(
              path + ".match.except",
              "excludes everything that the rule matches. Remove or narrow the exception."));
    }
    if (rule.otherwise().isPresent()
        && rule.keepLast().isEmpty()
        && rule.listedIn().isEmpty()
        && isAlwaysOpen(rule.during())) {
      found.add(
          new Problem(
              path + ".otherwise",
              "never applies, because during is always open. Remove one of them."));
    }
    return found;
  }

  /** Returns true only where it is certain that except excludes everything. */
  private static boolean nothingIsLeft(Match match) {
    if (match.except().contains("*")) {
      return true;
    }
    return !match.globs().isEmpty()
        && match.globs().stream().allMatch(glob -> isTakenOut(glob, match.except()));
  }

  private static boolean isTakenOut(String glob, List<String> except) {
    return except.stream()
        .anyMatch(
            wider -> wider.equals(glob) || (!wider.contains("?") && Glob.matches(wider, glob)));
  }

  private static boolean isAlwaysOpen(List<WeeklyWindow> windows) {
    Set<Weekday> open = EnumSet.noneOf(Weekday.class);
    for (WeeklyWindow window : windows) {
      if (window.from().equals("00:00") && window.to().equals("24:00")) {
        open.addAll(window.days().isEmpty() ? List.of(Weekday.values()) : window.days());
      }
    }
    return open.size() == Weekday.values().length;
  }
}
