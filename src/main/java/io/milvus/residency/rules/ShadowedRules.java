package io.milvus.residency.rules;

import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.Match;
import io.milvus.residency.model.Partition;
import java.util.List;
import java.util.Optional;

/** Finds rules that never decide anything, because one before them always does. */
public final class ShadowedRules {

  private ShadowedRules() {}

  /**
   * The first rule before that of an index which alone covers all that it is about, if one does.
   */
  public static Optional<Rule> because(List<Rule> rules, int index) {
    Match match = rules.get(index).match();
    return rules.subList(0, index).stream()
        .filter(ShadowedRules::decides)
        .filter(earlier -> covers(earlier.match(), match))
        .findFirst();
  }

  /** Whether it never hands over to the next rule what it is about. */
  private static boolean decides(Rule rule) {
    return !rule.gated() || rule.otherwise().isPresent();
  }

  /** Whether that is certain; where it is not, it is not said. */
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
   * A pattern without {@code ?} that matches the text of another one matches all that the other one
   * does: what its {@code *} takes may as well be a wildcard.
   */
  private static boolean coversGlob(Match earlier, String glob, List<String> except) {
    return except.containsAll(earlier.except())
        && earlier.globs().stream()
            .anyMatch(
                wider -> wider.equals(glob) || (!wider.contains("?") && Glob.matches(wider, glob)));
  }
}
