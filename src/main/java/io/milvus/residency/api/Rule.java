package io.milvus.residency.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One rule of a policy: which partitions it is about, which of them its gates let through now, what
 * it wants of those, and what of the others.
 *
 * @param name unique within the policy
 * @param match which partitions it is about
 * @param keepLast a gate: how many buckets of the date format are let through, counted back from
 *     the present one, 1 to 10000; all future ones are, too
 * @param during a gate: weekly windows, one of which must be open; empty when omitted
 * @param listedIn a gate: a list that must name the partition
 * @param state what it wants of the partitions that all gates let through
 * @param otherwise what it wants of the rest; when omitted the next rule is asked
 */
public record Rule(
    String name,
    Match match,
    OptionalInt keepLast,
    List<WeeklyWindow> during,
    Optional<ListRef> listedIn,
    RuleState state,
    Optional<RuleState> otherwise) {

  public Rule {
    keepLast = Objects.requireNonNullElse(keepLast, OptionalInt.empty());
    during = during == null ? List.of() : List.copyOf(during);
    listedIn = Objects.requireNonNullElse(listedIn, Optional.empty());
    otherwise = Objects.requireNonNullElse(otherwise, Optional.empty());
  }

  /** Returns whether the rule has a gate, so that it may not let all through that it matches. */
  public boolean gated() {
    return keepLast.isPresent() || !during.isEmpty() || listedIn.isPresent();
  }

  /**
   * The partitions that a rule is about: exactly one of names, globs and a date format is given.
   *
   * @param names exact partition names
   * @param globs patterns over whole names, with {@code *} and {@code ?}; they never match {@code
   *     _default}
   * @param dateFormat a pattern such as {@code p_%Y%m%d} that a name must follow as a whole
   * @param except globs that take partitions out again, which then go to the next rule
   */
  public record Match(
      List<String> names, List<String> globs, Optional<String> dateFormat, List<String> except) {
    public Match {
      names = names == null ? List.of() : List.copyOf(names);
      globs = globs == null ? List.of() : List.copyOf(globs);
      dateFormat = Objects.requireNonNullElse(dateFormat, Optional.empty());
      except = except == null ? List.of() : List.copyOf(except);
    }
  }

  /**
   * Where a list of partition names is.
   *
   * @param configMapKeyRef a key of a ConfigMap that holds one name a line
   */
  public record ListRef(ConfigMapKey configMapKeyRef) {}

  /**
   * One entry of a ConfigMap of the policy's own namespace.
   *
   * @param name the ConfigMap
   * @param key the entry
   */
  public record ConfigMapKey(String name, String key) implements Comparable<ConfigMapKey> {
    @Override
    public int compareTo(ConfigMapKey other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : key.compareTo(other.key);
    }
  }
}
