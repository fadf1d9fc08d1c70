package io.milvus.residency.picture;

import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PolicyIssue;
import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Presence;
import io.milvus.residency.simulation.Span;
import io.milvus.residency.simulation.Timeline;
import io.milvus.residency.simulation.Transition;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Timelines for the tests of pictures. */
final class Timelines {

  static final Instant NOW = Instant.parse("2026-11-27T09:30:00Z");
  static final PolicyName POLICY = new PolicyName("search", "docs");

  private static final Duration DAY = Duration.ofDays(1);
  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'p_'yyyyMMdd");

  private Timelines() {}

  /** Returns a timeline with one partition each that is pinned, held by the floor, and waiting. */
  static Timeline three() {
    return of(
        Duration.ofHours(30),
        List.of(
            partition("archive", span(0, 30, Presence.RELEASED, wants("rest", RuleState.RELEASED))),
            partition("current", span(0, 30, Presence.LOADED, wants("pinned", RuleState.LOADED))),
            partition(
                "next",
                span(
                    0,
                    14.5,
                    Presence.RELEASED,
                    because(
                        "office-hours",
                        RuleState.LOADED,
                        Reason.MAX_LOADED_REACHED,
                        "2 of 2 partitions are loaded.")),
                span(14.5, 24, Presence.LOADED, wants("office-hours", RuleState.LOADED)),
                span(24, 30, Presence.RELEASED, wants("rest", RuleState.RELEASED)))));
  }

  /** Returns a timeline with each shape, an issue, and an end before the period is over. */
  static Timeline everyShape() {
    Instant unknown = hours(60);
    Span.Decision delay =
        new Span.Decision(
            POLICY, "rest", RuleState.RELEASED, Reason.RELEASE_PENDING, "", Optional.of(hours(36)));
    List<PartitionTimeline> partitions =
        List.of(
            partition(
                "p_20261126",
                span(0, 24, Presence.LOADED, wants("recent", RuleState.LOADED)),
                span(24, 36, Presence.LOADED, Optional.of(delay)),
                span(36, 72, Presence.RELEASED, wants("rest", RuleState.RELEASED))),
            partition(
                "p_20261127", span(0, 72, Presence.LOADED, wants("recent", RuleState.LOADED))),
            new PartitionTimeline(
                "p_20261128",
                true,
                List.of(
                    span(0, 14.5, Presence.ABSENT, Optional.empty()),
                    span(
                        14.5,
                        20,
                        Presence.RELEASED,
                        because(
                            "recent",
                            RuleState.LOADED,
                            Reason.SWAP_PENDING,
                            "Waits for releases.")),
                    span(20, 72, Presence.LOADED, wants("recent", RuleState.LOADED)))),
            partition("seed", span(0, 72, Presence.LOADED, Optional.empty())),
            partition("spare", span(0, 72, Presence.RELEASED, wants("rest", RuleState.RELEASED))));
    PolicyIssue issue = new PolicyIssue(Reason.REFERENCE_NOT_READY, "ConfigMap lists not found.");
    return of(Duration.ofDays(3), partitions, Map.of(POLICY, List.of(issue)), Optional.of(unknown));
  }

  /** Returns a rolling window of 14 days over daily partitions, with all that a picture shows. */
  static Timeline forty() {
    List<PartitionTimeline> partitions = new ArrayList<>(window(30, 10, 14));
    partitions.add(partition("legacy_en", span(0, 336, Presence.LOADED, Optional.empty())));
    partitions.add(
        partition(
            "tenant_acme",
            span(
                0,
                336,
                Presence.LOADED,
                because(
                    "tenants",
                    RuleState.RELEASED,
                    Reason.RELEASE_BLOCKED,
                    "The edit releases 9 of 10 partitions: approve it."))));
    return of(Duration.ofDays(14), partitions);
  }

  /** Returns a collection of that many partitions: a long window, and tenants. */
  static Timeline many(int count) {
    List<PartitionTimeline> partitions = new ArrayList<>(window(count / 2 - 60, 60, 90));
    for (int i = partitions.size(); i < count; i++) {
      String name = "tenant_%05d".formatted(i);
      if (i % 7 == 0) {
        partitions.add(
            partition(
                name,
                span(0, i % 24, Presence.RELEASED, wants("idle", RuleState.RELEASED)),
                span(i % 24, 700, Presence.LOADED, wants("active", RuleState.LOADED)),
                span(
                    700,
                    1440,
                    Presence.LOADED,
                    because(
                        "idle",
                        RuleState.RELEASED,
                        Reason.RELEASE_PENDING,
                        "Released after 30d."))));
      } else {
        partitions.add(
            partition(name, span(0, 1440, Presence.RELEASED, wants("idle", RuleState.RELEASED))));
      }
    }
    return of(Duration.ofDays(60), partitions);
  }

  /**
   * Returns partitions whose names are written from right to left, are very long, or are hard to
   * tell from each other.
   */
  static Timeline oddNames(int count) {
    String rule = "rule_" + "of_the_last_ninety_days_".repeat(9);
    List<PartitionTimeline> partitions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name =
          switch (i % 4) {
            case 0 -> "أرشيف_العملاء_" + i;
            case 1 -> "ארכיון_" + i;
            case 2 -> "customer_" + "x".repeat(230) + "_" + i;
            default -> "WWWWWWWWWWWWWWWWWWWWWWWW_" + i;
          };
      partitions.add(
          partition(
              name,
              span(
                  0,
                  9 + i % 24,
                  Presence.LOADED,
                  wants(i % 8 < 4 ? "أحدث" : rule, RuleState.LOADED)),
              span(
                  9 + i % 24,
                  48,
                  Presence.LOADED,
                  because("rest", RuleState.RELEASED, Reason.RELEASE_PENDING, ""))));
    }
    Timeline all = of(Duration.ofDays(2), partitions);
    return new Timeline(
        "قاعدة",
        "collection_" + "y".repeat(200),
        all.from(),
        all.to(),
        all.partitions(),
        all.transitions(),
        all.residents(),
        all.issues(),
        all.incompleteFrom());
  }

  /** Returns two weeks in which partitions are held or wait for an hour, one of them each day. */
  static Timeline briefHolds() {
    Optional<Span.Decision> delay = because("rest", RuleState.RELEASED, Reason.RELEASE_PENDING, "");
    Optional<Span.Decision> order = because("recent", RuleState.LOADED, Reason.SWAP_PENDING, "");
    Optional<Span.Decision> loaded = wants("recent", RuleState.LOADED);
    Optional<Span.Decision> released = wants("rest", RuleState.RELEASED);
    List<Span> daily = new ArrayList<>();
    for (int day = 0; day < 14; day++) {
      daily.add(span(day * 24, day * 24 + 12, Presence.LOADED, loaded));
      daily.add(span(day * 24 + 12, day * 24 + 13, Presence.LOADED, delay));
      daily.add(span(day * 24 + 13, day * 24 + 24, Presence.RELEASED, released));
    }
    return of(
        Duration.ofDays(14),
        List.of(
            partition("daily", daily.toArray(Span[]::new)),
            partition(
                "held",
                span(0, 100, Presence.LOADED, loaded),
                span(100, 101, Presence.LOADED, delay),
                span(101, 336, Presence.RELEASED, released)),
            partition(
                "held_at_the_end",
                span(0, 335, Presence.LOADED, loaded),
                span(335, 336, Presence.LOADED, delay)),
            partition(
                "waiting",
                span(0, 100, Presence.RELEASED, released),
                span(100, 101, Presence.RELEASED, order),
                span(101, 336, Presence.LOADED, loaded))));
  }

  /** Returns daily partitions, the past ones first, of which the newest few are kept. */
  private static List<PartitionTimeline> window(int past, int future, int kept) {
    Instant end = NOW.plus(DAY.multipliedBy(future < 14 ? 14 : future));
    List<PartitionTimeline> partitions = new ArrayList<>();
    LocalDate today = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
    for (int day = 1 - past; day <= future; day++) {
      String name = NAME.format(today.plusDays(day));
      Instant created = today.plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant();
      Instant leaves = created.plus(DAY.multipliedBy(kept));
      Instant released = leaves.plus(Duration.ofHours(12));
      List<Span> spans = new ArrayList<>();
      Instant since = NOW;
      if (created.isAfter(since)) {
        spans.add(new Span(since, min(created, end), Presence.ABSENT, Optional.empty()));
        since = min(created, end);
      }
      if (since.isBefore(leaves) && since.isBefore(end)) {
        spans.add(
            new Span(since, min(leaves, end), Presence.LOADED, wants("recent", RuleState.LOADED)));
        since = min(leaves, end);
      }
      if (since.isBefore(released) && since.isBefore(end)) {
        Span.Decision delay =
            new Span.Decision(
                POLICY,
                "rest",
                RuleState.RELEASED,
                Reason.RELEASE_PENDING,
                "",
                Optional.of(released));
        spans.add(new Span(since, min(released, end), Presence.LOADED, Optional.of(delay)));
        since = min(released, end);
      }
      if (since.isBefore(end)) {
        spans.add(new Span(since, end, Presence.RELEASED, wants("rest", RuleState.RELEASED)));
      }
      partitions.add(new PartitionTimeline(name, day > 0, spans));
    }
    return partitions;
  }

  static Timeline of(Duration length, List<PartitionTimeline> partitions) {
    return of(length, partitions, Map.of(), Optional.empty());
  }

  /** Returns a timeline whose transitions and numbers follow from its partitions. */
  static Timeline of(
      Duration length,
      List<PartitionTimeline> partitions,
      Map<PolicyName, List<PolicyIssue>> issues,
      Optional<Instant> incompleteFrom) {
    TreeMap<Instant, Integer> changes = new TreeMap<>(Map.of(NOW, 0));
    Map<Transition, List<String>> transitions =
        new TreeMap<>(
            Comparator.comparing(Transition::time)
                .thenComparing(Transition::kind)
                .thenComparing(Transition::rule));
    for (PartitionTimeline partition : partitions) {
      boolean loaded = false;
      for (Span span : partition.spans()) {
        boolean next = span.presence() == Presence.LOADED;
        if (next != loaded) {
          changes.merge(span.from(), next ? 1 : -1, Integer::sum);
          if (span.from().isAfter(NOW)) {
            transitions
                .computeIfAbsent(transition(span, next), key -> new ArrayList<>())
                .add(partition.partition());
          }
        }
        loaded = next;
      }
    }
    List<Timeline.ResidentCount> residents = new ArrayList<>();
    int now = 0;
    for (Map.Entry<Instant, Integer> change : changes.entrySet()) {
      now += change.getValue();
      residents.add(new Timeline.ResidentCount(change.getKey(), now));
    }
    return new Timeline(
        "default",
        "docs",
        NOW,
        NOW.plus(length),
        partitions,
        transitions.entrySet().stream().map(Timelines::complete).toList(),
        residents,
        issues,
        incompleteFrom);
  }

  static PartitionTimeline partition(String name, Span... spans) {
    return new PartitionTimeline(name, false, List.of(spans));
  }

  static Span span(double from, double to, Presence presence, Optional<Span.Decision> decision) {
    return new Span(hours(from), hours(to), presence, decision);
  }

  static Optional<Span.Decision> wants(String rule, RuleState state) {
    return because(rule, state, Reason.IN_SYNC, "");
  }

  static Optional<Span.Decision> because(
      String rule, RuleState state, Reason reason, String message) {
    return Optional.of(new Span.Decision(POLICY, rule, state, reason, message, Optional.empty()));
  }

  private static Transition transition(Span span, boolean load) {
    return new Transition(
        span.from(),
        load ? Transition.Kind.LOAD : Transition.Kind.RELEASE,
        POLICY,
        span.decision().map(Span.Decision::rule).orElse(""),
        List.of());
  }

  private static Transition complete(Map.Entry<Transition, List<String>> entry) {
    Transition all = entry.getKey();
    return new Transition(all.time(), all.kind(), all.policy(), all.rule(), entry.getValue());
  }

  private static Instant hours(double hours) {
    return NOW.plusSeconds((long) (hours * 3600));
  }

  private static Instant min(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
