package io.milvus.residency.export;

import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.Match;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.rules.PartitionNameSyntax;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Rules that describe a collection as it is. Each loaded partition is decided by one rule, and
 * wanted loaded. Each other partition is decided by none, so that it is left alone, or is an old
 * one of a date family with {@code keepLast}.
 *
 * @param observed the collection
 * @param now the time when it was read
 * @param zone the time zone of the dates, if it is known
 * @param rules the rules, at least one unless nothing is described
 * @param refusedDates why families of dates are not described by a date format
 * @param released the partitions that are not loaded and that no rule decides
 */
public record CollectionExport(
    ObservedCollection observed,
    Instant now,
    Optional<ZoneId> zone,
    List<ExportedRule> rules,
    List<String> refusedDates,
    List<String> released) {

  /** The most names of a rule. */
  private static final int MAX_NAMES = 1024;

  /** The most globs of a rule. */
  private static final int MAX_GLOBS = 64;

  /**
   * Describes a collection. The result is the same for the same arguments.
   *
   * @param zone the time zone of dates in names; if it is not known, UTC, and no family with dates
   *     of the future is described
   */
  public static CollectionExport of(
      ObservedCollection observed, Instant now, Optional<ZoneId> zone) {
    List<Partition> partitions =
        observed.partitions().stream()
            .filter(partition -> !partition.name().equals(Partition.DEFAULT_NAME))
            .toList();
    DateFamilies dates = DateFamilies.of(partitions, now, zone);
    Map<String, Integer> prefixes = PrefixFamilies.of(partitions, dates.members());
    List<String> single =
        observed.partitions().stream()
            .filter(partition -> partition.state() == LoadState.LOADED)
            .map(Partition::name)
            .filter(name -> !dates.members().contains(name))
            .filter(name -> prefixes.keySet().stream().noneMatch(name::startsWith))
            .filter(CollectionExport::nameable)
            .toList();
    List<ExportedRule> rules = new ArrayList<>();
    for (List<String> names : batches(single, MAX_NAMES)) {
      rules.add(byName(names));
    }
    rules.addAll(dates.rules());
    for (List<String> some : batches(List.copyOf(prefixes.keySet()), MAX_GLOBS)) {
      rules.add(byPrefix(some, prefixes));
    }
    List<String> released =
        observed.partitions().stream()
            .filter(partition -> partition.state() == LoadState.NOT_LOAD)
            .map(Partition::name)
            .filter(name -> !dates.members().contains(name))
            .toList();
    return new CollectionExport(observed, now, zone, unique(rules), dates.refused(), released);
  }

  private static ExportedRule byName(List<String> names) {
    return new ExportedRule(
        rule("by-name", new Match(names, List.of(), Optional.empty(), List.of())),
        List.of(
            "%d loaded partitions that no date format or glob describes.".formatted(names.size())));
  }

  private static ExportedRule byPrefix(List<String> prefixes, Map<String, Integer> partitions) {
    List<String> comment = new ArrayList<>();
    for (String prefix : prefixes) {
      comment.add(
          "All %d partitions that begin with %s are loaded."
              .formatted(partitions.get(prefix), prefix));
    }
    comment.add(
        "A new one is loaded as soon as it is there. List names instead if that is not meant.");
    List<String> globs = prefixes.stream().map(prefix -> prefix + "*").toList();
    return new ExportedRule(
        rule("by-prefix", new Match(List.of(), globs, Optional.empty(), List.of())), comment);
  }

  private static Rule rule(String name, Match match) {
    return new Rule(
        name,
        match,
        OptionalInt.empty(),
        List.of(),
        Optional.empty(),
        RuleState.LOADED,
        Optional.empty());
  }

  /** Gives each rule a name of its own. */
  private static List<ExportedRule> unique(List<ExportedRule> rules) {
    Map<String, Integer> used = new HashMap<>();
    List<ExportedRule> unique = new ArrayList<>();
    for (ExportedRule exported : rules) {
      String name = exported.rule().name();
      int count = used.merge(name, 1, Integer::sum);
      unique.add(count == 1 ? exported : exported.named(name + "-" + count));
    }
    return unique;
  }

  private static boolean nameable(String name) {
    return PartitionNameSyntax.problem(name).isEmpty();
  }

  private static List<List<String>> batches(List<String> names, int size) {
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < names.size(); from += size) {
      batches.add(names.subList(from, Math.min(from + size, names.size())));
    }
    return batches;
  }

  /** Returns the number of loaded partitions. */
  public long loaded() {
    return names(partition -> partition.state() == LoadState.LOADED).size();
  }

  /** Returns the partitions that are loading: nobody knows yet whether they will be loaded. */
  public List<String> loading() {
    return names(partition -> partition.state() == LoadState.LOADING);
  }

  /** Returns the loaded partitions that no policy can name. */
  public List<String> unnameable() {
    return names(p -> p.state() == LoadState.LOADED && !nameable(p.name()));
  }

  private List<String> names(Predicate<Partition> wanted) {
    return observed.partitions().stream().filter(wanted).map(Partition::name).toList();
  }
}
