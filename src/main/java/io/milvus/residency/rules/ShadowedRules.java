package io.milvus.residency.rules;

import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.Match;
import io.milvus.residency.model.Partition;
import java.util.List;
import java.util.Optional;

/** Finds rules that never decide anything, because an earlier rule always does. */
public final class ShadowedRules {

  private ShadowedRules() {}

  /**
   * Returns the first earlier rule that alone decides everything that the rule at an index matches.
   */
  public static Optional<Rule> because(List<Rule> rules, int index) {
    Match match = rules.get(index).match();
    return rules.subList(0, index).stream()
        .filter(ShadowedRules::decides)
        .filter(earlier -> covers(earlier.match(), match))
        .findFirst();
  }

  /** Returns whether the rule never leaves a partition that it matches to the next rule. */
  private static boolean decides(Rule rule) {
    return !rule.gated() || rule.otherwise().isPresent();
  }

  /** Returns whether the earlier match certainly covers the later one; false if that is unclear. */
  private static boolean covers(Match earlier, Match later) {
    return (!later.names().isEmpty() || !later.globs().isEmpty())
        && later.names().stream().allMatch(name -> coversName(earlier, name))
        && later.globs().stream().allMatch(glob -> coversGlob(earlier, glob, later.except()));
  }

  private static boolean coversName(Match earlier, String name) {
    return earlier.names().contains(name)
        || (!name.equals(Partition.DEFAULT_NAME)
            && earlier.globs().stream().anyMatch(glob -> Glob.matches(glob, name))
            && earlier.except().stream().noneMatch(glob -> Glob.matches(glob, name)));
  }

  /**
   * Returns whether one of the earlier globs covers a glob. A pattern without {@code ?} that
   * matches the text of another pattern matches all that the other one does, because its {@code *}
   * may stand for wildcards as well.
   */
  private static boolean coversGlob(Match earlier, String glob, List<String> except) {
    return except.containsAll(earlier.except())
        && earlier.globs().stream()
            .anyMatch(
                wider -> wider.equals(glob) || (!wider.contains("?") && Glob.matches(wider, glob)));
  }
}
