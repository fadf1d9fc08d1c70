package io.milvus.residency.api;

import java.util.List;

/**
 * One rule of a policy.
 *
 * @param name unique within the policy
 * @param match which partitions it is about
 * @param state what it wants of them
 */
public record Rule(String name, Match match, RuleState state) {

  /**
   * The partitions that a rule is about: exactly one of names and globs is given.
   *
   * @param names exact partition names
   * @param globs patterns over whole names, with {@code *} and {@code ?}; they never match {@code
   *     _default}
   * @param except globs that take partitions out again, which then go to the next rule
   */
  public record Match(List<String> names, List<String> globs, List<String> except) {
    public Match {
      names = names == null ? List.of() : List.copyOf(names);
      globs = globs == null ? List.of() : List.copyOf(globs);
      except = except == null ? List.of() : List.copyOf(except);
    }
  }
}
