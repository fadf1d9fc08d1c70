package io.milvus.residency.export;

import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.Match;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.rules.DateBucket;
import io.milvus.residency.rules.DateFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * All partitions whose names follow one date format.
 *
 * @param pattern the date format
 * @param members the partitions by their date, at least one
 */
record DateFamily(String pattern, NavigableMap<DateBucket, Partition> members) {

  /** The least number of loaded buckets that a window needs, from the current one back. */
  static final int LOADED = 3;

  /** The least number of older buckets that are not loaded that a window needs. */
  static final int RELEASED = 3;

  /** The greatest keepLast that a policy may have. */
  private static final int MAX_KEEP_LAST = 10_000;

  /** Returns the family of a format. */
  static DateFamily of(String pattern, List<Partition> partitions) {
    DateFormat format = DateFormat.of(pattern);
    NavigableMap<DateBucket, Partition> members = new TreeMap<>();
    for (Partition partition : partitions) {
      format.parse(partition.name()).ifPresent(date -> members.put(date, partition));
    }
    return new DateFamily(pattern, members);
  }

  /** The answer to the question of which rule describes a family. */
  sealed interface Verdict {

    /**
     * A rule that describes the family.
     *
     * @param rule the rule
     */
    record Described(ExportedRule rule) implements Verdict {}

    /**
     * No rule describes the family, or the evidence for it is weak.
     *
     * @param why the exception, or what is missing, as a part of a sentence
     */
    record Refused(String why) implements Verdict {}
  }

  /**
   * Describes the family by one rule, if each of its partitions is as the rule says and there is
   * enough evidence.
   *
   * @param zone the time zone of the dates, if it is known
   */
  Verdict describe(Instant now, Optional<ZoneId> zone) {
    Optional<Partition> loading = first(LoadState.LOADING);
    if (loading.isPresent()) {
      return new Verdict.Refused(loading.get().name() + " is loading");
    }
    DateBucket current = format().oldestKept(1, now, zone.orElse(ZoneOffset.UTC));
    if (!isLoaded(current)) {
      return new Verdict.Refused("no partition of the current " + unit() + " is loaded");
    }
    if (zone.isEmpty() && members.lastKey().compareTo(current) > 0) {
      return new Verdict.Refused(
          members.lastEntry().getValue().name()
              + " lies in the future in UTC: name the time zone of the dates with --time-zone");
    }
    Optional<DateBucket> released =
        members.descendingMap().entrySet().stream()
            .filter(entry -> entry.getValue().state() != LoadState.LOADED)
            .map(Map.Entry::getKey)
            .findFirst();
    return released.isPresent()
        ? window(released.get(), current, now, zone.orElse(ZoneOffset.UTC))
        : allLoaded();
  }

  private Verdict allLoaded() {
    if (members.size() < PrefixFamilies.LOADED) {
      return new Verdict.Refused("only %d partitions have such names".formatted(members.size()));
    }
    return new Verdict.Described(
        new ExportedRule(
            rule(unit() + "s", OptionalInt.empty(), Optional.empty()),
            List.of(
                "All %d partitions with such names are loaded, %s to %s."
                    .formatted(members.size(), oldest(), newest()),
                "A new one is loaded as soon as it is there, and none is released: add keepLast and"
                    + " otherwise: Released if old ones should be.")));
  }

  /**
   * Describes a window of the newest dates.
   *
   * @param released the newest date that is not loaded
   */
  private Verdict window(DateBucket released, DateBucket current, Instant now, ZoneId zone) {
    DateBucket first =
        members.entrySet().stream()
            .filter(entry -> entry.getValue().state() == LoadState.LOADED)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    String left = members.get(released).name();
    String oldest = members.get(first).name();
    if (first.compareTo(released) < 0) {
      return new Verdict.Refused(oldest + " is loaded, and the later " + left + " is not");
    }
    long window = current.index() - first.index() + 1;
    int older = members.headMap(first).size();
    if (first.index() - released.index() != 1
        || members.subMap(first, true, current, true).size() != window) {
      return new Verdict.Refused(
          "a " + unit() + " is missing between " + left + " and " + newest());
    }
    if (window < LOADED || window > MAX_KEEP_LAST || older < RELEASED) {
      return new Verdict.Refused(
          "only %d %ss are loaded, and %d older ones are not (at least %d and %d are needed)"
              .formatted(window, unit(), older, LOADED, RELEASED));
    }
    int keepLast = (int) window;
    if (!format().oldestKept(keepLast, now, zone).equals(first)) {
      return new Verdict.Refused("clocks have changed within the window");
    }
    return new Verdict.Described(
        new ExportedRule(
            rule(
                "last-" + keepLast + "-" + unit() + "s",
                OptionalInt.of(keepLast),
                Optional.of(RuleState.RELEASED)),
            List.of(
                "The newest %d %ss, %s to %s, are loaded, and all %d older ones, up to %s, are not."
                    .formatted(keepLast, unit(), oldest, members.get(current).name(), older, left),
                "This rule releases one of them each %s, whether or not there is a new one: %s after %s, then %s, and so on."
                    .formatted(
                        unit(),
                        oldest,
                        format().keptUntil(first, keepLast, now, zone, Instant.MAX),
                        members.higherEntry(first).getValue().name()),
                "One export can't show that old ones are released: export again then. If keepLast is greater, nobody"
                    + " releases them; change otherwise to Ignored, or list names.")));
  }

  /**
   * Returns whether both families have a partition in common, since a name may be read in two ways.
   */
  boolean shares(DateFamily other) {
    return members.values().stream().anyMatch(other.members.values()::contains);
  }

  private Rule rule(String name, OptionalInt keepLast, Optional<RuleState> otherwise) {
    return new Rule(
        name,
        new Match(List.of(), List.of(), Optional.of(pattern), List.of()),
        keepLast,
        List.of(),
        Optional.empty(),
        RuleState.LOADED,
        otherwise);
  }

  private DateFormat format() {
    return DateFormat.of(pattern);
  }

  private String unit() {
    return members.firstKey().unit().name().toLowerCase(Locale.ROOT);
  }

  private String oldest() {
    return members.firstEntry().getValue().name();
  }

  private String newest() {
    return members.lastEntry().getValue().name();
  }

  private boolean isLoaded(DateBucket date) {
    return Optional.ofNullable(members.get(date))
        .filter(partition -> partition.state() == LoadState.LOADED)
        .isPresent();
  }

  private Optional<Partition> first(LoadState state) {
    return members.values().stream().filter(partition -> partition.state() == state).findFirst();
  }
}
