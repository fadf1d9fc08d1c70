package io.milvus.residency.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A rule of a policy. It has a desired state for the matched partitions that its gates let through
 * now, and another one for the rest.
 *
 * @param name unique within the policy
 * @param match selects the partitions
 * @param keepLast a gate: the number of buckets of the date format to let through, counted back
 *     from the current one, 1 to 10000; all future ones are let through, too
 * @param during a gate: weekly windows, one of which must be open; empty when omitted
 * @param listedIn a gate: a list that must name the partition
 * @param state the desired state of the partitions that all gates let through
 * @param otherwise the desired state of the rest; when omitted, the next rule decides
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

  /** Returns whether the rule has a gate, so that it may not let all matched partitions through. */
  public boolean gated() {
    return keepLast.isPresent() || !during.isEmpty() || listedIn.isPresent();
  }

  /**
   * The partitions that a rule matches, by exactly one of names, globs and a date format.
   *
   * @param names exact partition names
   * @param globs patterns for whole names, with {@code *} and {@code ?}; they never match {@code
   *     _default}
   * @param dateFormat a format such as {@code p_%Y%m%d} that the whole name must follow
   * @param except globs that exclude partitions, which are left to the next rule
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
   * A reference to a list of partition names.
   *
   * @param configMapKeyRef a key of a ConfigMap whose text has one name per line
   */
  public record ListRef(ConfigMapKey configMapKeyRef) {}

  /**
   * A key of a ConfigMap in the policy's namespace.
   *
   * @param name the name of the ConfigMap
   * @param key the key in the ConfigMap
   */
  public record ConfigMapKey(String name, String key) implements Comparable<ConfigMapKey> {
    @Override
    public int compareTo(ConfigMapKey other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : key.compareTo(other.key);
    }
  }
}
