package io.milvus.residency.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Since when releases are wanted without a break, and whether people or the clock brought them.
 * Each way to a collection remembers that by itself.
 */
final class WaitsModel {

  /**
   * A release that is wanted.
   *
   * @param since since when by the clock
   * @param elapsed since when in real time
   * @param by the uids of those who want it
   * @param edit whether an edit brought it
   * @param baseline what was resident when that edit began
   * @param certain whether no gap has made the operator forget any of it
   */
  record Wait(
      Instant since,
      Duration elapsed,
      Set<String> by,
      boolean edit,
      int baseline,
      boolean certain) {

    Wait alsoBy(List<Claim> others) {
      Set<String> all = new HashSet<>(by);
      others.forEach(claim -> all.add(claim.uid()));
      return new Wait(since, elapsed, all, edit, baseline, certain);
    }

    /** Long enough by the clock or in real time; who steps the clock gets neither exactly. */
    boolean over(Duration delay, Look look) {
      return !since.plus(delay).isAfter(look.now())
          || look.elapsed().minus(elapsed).compareTo(delay) >= 0;
    }
  }

  /** What the waits of one way to one collection are when nothing else happens. */
  private static final class Site {
    final Map<Long, Wait> waits = new HashMap<>();
    boolean looked;
    Instant completeAt = Instant.EPOCH;
    Duration completeAfter = Duration.ZERO;
  }

  private record SiteKey(int way, CollectionId collection) {}

  private final Map<SiteKey, Site> sites = new HashMap<>();

  void forgetAll() {
    sites.clear();
  }

  /** The waits as the last look of this way left them, by partition id. */
  Map<Long, Wait> of(Look look) {
    return Collections.unmodifiableMap(site(look).waits);
  }

  private Site site(Look look) {
    return sites.computeIfAbsent(new SiteKey(look.way(), look.observed().id()), key -> new Site());
  }

  /**
   * Looks on.
   *
   * @param edit whether a release that is first wanted now is an edit's
   * @param baseline what was resident when the present edit began
   */
  void look(Look look, Predicate<Partition> edit, int baseline) {
    Site site = site(look);
    if (!look.complete()) {
      site.waits.entrySet().removeIf(e -> isBroken(e.getKey(), e.getValue(), look));
      for (Partition partition : look.observed().partitions()) {
        site.waits.computeIfPresent(
            partition.id(), (id, wait) -> wait.alsoBy(look.releasers(partition)));
      }
      return;
    }
    Duration most = most(look.claims());
    Duration byClock = site.looked ? Duration.between(site.completeAt, look.now()) : Duration.ZERO;
    boolean gapByClock = byClock.compareTo(most) > 0;
    boolean gap = look.elapsed().minus(site.completeAfter).compareTo(most) > 0;
    boolean forgets = gap || gapByClock || byClock.isNegative();
    Map<Long, Wait> before = Map.copyOf(site.waits);
    site.waits.clear();
    for (Partition partition : look.observed().partitions()) {
      List<Claim> releasers = look.releasers(partition);
      if (!partition.resident() || releasers.isEmpty()) {
        continue;
      }
      Set<String> by = releasers.stream().map(Claim::uid).collect(Collectors.toSet());
      Wait wait = before.get(partition.id());
      boolean edits = edit.test(partition);
      if (wait == null || Collections.disjoint(wait.by(), by)) {
        site.waits.put(
            partition.id(), new Wait(look.now(), look.elapsed(), by, edits, baseline, true));
      } else {
        site.waits.put(
            partition.id(),
            new Wait(
                gapByClock ? look.now() : wait.since(),
                gap ? look.elapsed() : wait.elapsed(),
                by,
                wait.edit() && (!forgets || edits),
                forgets ? Math.max(wait.baseline(), baseline) : wait.baseline(),
                wait.certain() && !forgets));
      }
    }
    site.looked = true;
    site.completeAt = look.now();
    site.completeAfter = look.elapsed();
  }

  /** The larger of two minutes and two of the shortest interval of those that act. */
  private static Duration most(Claims claims) {
    Duration two = Duration.ofMinutes(2);
    Duration intervals =
        claims.all().stream()
            .filter(Claim::acts)
            .map(c -> c.spec().interval().multipliedBy(2))
            .min(Duration::compareTo)
            .orElse(two);
    return intervals.compareTo(two) > 0 ? intervals : two;
  }

  /** Where not all is known, only what is seen breaks a wait, not what is not seen. */
  private static boolean isBroken(long id, Wait wait, Look look) {
    Set<String> seen = look.claims().all().stream().map(Claim::uid).collect(Collectors.toSet());
    for (Partition partition : look.observed().partitions()) {
      if (partition.id() == id && partition.resident()) {
        return WantsModel.protectedBySomebody(look.claims().all(), partition.name(), look.now())
            || (look.releasers(partition).isEmpty() && seen.containsAll(wait.by()));
      }
    }
    return true;
  }
}
