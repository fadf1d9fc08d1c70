package io.milvus.residency.plan;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model of waits: since when releases are wanted without a break, and whether people or the clock
 * brought them. Each connection to a collection remembers its own.
 */
final class WaitsModel {

  /**
   * A wanted release.
   *
   * @param since since when by the clock
   * @param elapsed since when in real time
   * @param by the uids of the policies that want the release, and the baseline of the edit that
   *     caused it for them; empty if the clock did
   * @param leaving those of them that are being deleted, which pass on no cause
   * @param certain true if no gap can have made the operator forget any of it
   */
  record Wait(
      Instant since,
      Duration elapsed,
      Map<String, OptionalInt> by,
      Set<String> leaving,
      boolean certain) {

    private Stream<OptionalInt> staying() {
      return by.entrySet().stream()
          .filter(each -> !leaving.contains(each.getKey()))
          .map(Map.Entry::getValue);
    }

    /**
     * Returns true if edits caused the release for all policies that stay. If the clock caused it
     * for one of them, no edit is needed.
     */
    boolean edit() {
      return staying().findAny().isPresent() && staying().allMatch(OptionalInt::isPresent);
    }

    int baseline() {
      return staying().mapToInt(each -> each.orElse(Integer.MAX_VALUE)).min().orElseThrow();
    }

    /** Returns the wait in doubt: the policies seen to want the release now, and those not seen. */
    Wait inDoubt(SimulatedPass look, List<Claim> releasers, boolean gap) {
      Set<String> wanting = releasers.stream().map(Claim::uid).collect(Collectors.toSet());
      Set<String> seen = look.claims().all().stream().map(Claim::uid).collect(Collectors.toSet());
      Map<String, OptionalInt> all = new HashMap<>(by);
      all.keySet().removeIf(uid -> seen.contains(uid) && !wanting.contains(uid));
      boolean known = !gap && all.keySet().containsAll(wanting) && all.size() == by.size();
      wanting.forEach(uid -> all.putIfAbsent(uid, OptionalInt.empty()));
      return new Wait(since, elapsed, all, leaving, certain && known);
    }

    Wait editOf(int baseline) {
      Map<String, OptionalInt> all = new HashMap<>();
      by.forEach(
          (uid, before) ->
              all.put(uid, OptionalInt.of(Math.min(baseline, before.orElse(Integer.MAX_VALUE)))));
      return new Wait(since, elapsed, all, leaving, certain);
    }

    /**
     * Returns true if the wait was long enough by the clock or in real time: stepping the clock
     * gives neither exactly.
     */
    boolean over(Duration delay, SimulatedPass look) {
      return !since.plus(delay).isAfter(look.now())
          || look.elapsed().minus(elapsed).compareTo(delay) >= 0;
    }
  }

  /** The waits of one connection to one collection. */
  private static final class Site {
    final Map<Long, Wait> waits = new HashMap<>();
    boolean looked;
    OptionalInt floor = OptionalInt.empty();
    Instant completeAt = Instant.EPOCH;
    Duration completeAfter = Duration.ZERO;
  }

  private record SiteKey(int way, CollectionId collection) {}

  private final Map<SiteKey, Site> sites = new HashMap<>();

  void forgetAll() {
    sites.clear();
  }

  /** Returns the waits after the last pass of this connection, by partition id. */
  Map<Long, Wait> of(SimulatedPass look) {
    return Collections.unmodifiableMap(site(look).waits);
  }

  private Site site(SimulatedPass look) {
    return sites.computeIfAbsent(new SiteKey(look.way(), look.observed().id()), key -> new Site());
  }

  /**
   * Updates the waits.
   *
   * @param edit true if an edit causes a release that a policy first wants now
   * @param baseline the number of resident partitions when the present edit began
   */
  void look(SimulatedPass look, BiPredicate<Partition, Claim> edit, int baseline) {
    Site site = site(look);
    Duration most = most(look.claims());
    Duration byClock = site.looked ? Duration.between(site.completeAt, look.now()) : Duration.ZERO;
    boolean gapByClock = byClock.compareTo(most) > 0;
    boolean gap = look.elapsed().minus(site.completeAfter).compareTo(most) > 0;
    if (!look.complete()) {
      site.waits.entrySet().removeIf(e -> isBroken(e.getKey(), e.getValue(), look));
      for (Partition partition : look.observed().partitions()) {
        List<Claim> releasers = look.releasers(partition);
        site.waits.computeIfPresent(
            partition.id(), (id, wait) -> wait.inDoubt(look, releasers, gap || gapByClock));
      }
      return;
    }
    boolean forgets = gap || gapByClock || byClock.isNegative();
    Map<Long, Wait> before = Map.copyOf(site.waits);
    site.waits.clear();
    for (Partition partition : look.observed().partitions()) {
      List<Claim> releasers = look.releasers(partition);
      if (!partition.resident() || releasers.isEmpty()) {
        continue;
      }
      Optional<Wait> wait =
          Optional.ofNullable(before.get(partition.id()))
              .filter(w -> releasers.stream().anyMatch(claim -> w.by().containsKey(claim.uid())));
      Map<String, OptionalInt> by = new HashMap<>();
      for (Claim claim : releasers) {
        boolean edits = edit.test(partition, claim);
        OptionalInt known =
            wait.flatMap(w -> Optional.ofNullable(w.by().get(claim.uid())))
                .map(found -> forgotten(found, forgets, edits, baseline))
                .orElse(edits ? OptionalInt.of(baseline) : OptionalInt.empty());
        by.put(claim.uid(), known);
      }
      Set<String> leaving =
          releasers.stream().filter(Claim::leaving).map(Claim::uid).collect(Collectors.toSet());
      site.waits.put(
          partition.id(),
          new Wait(
              wait.filter(w -> !gapByClock).map(Wait::since).orElse(look.now()),
              wait.filter(w -> !gap).map(Wait::elapsed).orElse(look.elapsed()),
              by,
              leaving,
              wait.map(w -> w.certain() && !forgets).orElse(true)));
    }
    site.looked = true;
    site.completeAt = look.now();
    site.completeAfter = look.elapsed();
  }

  /** Returns the largest baseline that the operator may remember across a gap. */
  private static OptionalInt forgotten(
      OptionalInt known, boolean forgets, boolean edits, int baseline) {
    if (!forgets || known.isEmpty()) {
      return known;
    }
    return edits ? OptionalInt.of(Math.max(known.getAsInt(), baseline)) : OptionalInt.empty();
  }

  /** Returns the floor of the last complete pass, if it is lower now. */
  Optional<Integer> lowered(SimulatedPass look) {
    Site site = site(look);
    int now = WantsModel.floor(look.claims());
    OptionalInt before = site.floor;
    site.floor = look.complete() ? OptionalInt.of(now) : before;
    return before.isPresent() && before.getAsInt() > now
        ? Optional.of(before.getAsInt())
        : Optional.empty();
  }

  /** Attributes what the floor has kept to the edit that lowers it. */
  void uncover(SimulatedPass look, Set<Long> ids, int baseline) {
    site(look).waits.replaceAll((id, wait) -> ids.contains(id) ? wait.editOf(baseline) : wait);
  }

  /** Returns the larger of two minutes and twice the shortest interval of the acting policies. */
  private static Duration most(ClaimSet claims) {
    Duration two = Duration.ofMinutes(2);
    Duration intervals =
        claims.all().stream()
            .filter(Claim::acts)
            .map(c -> c.spec().interval().multipliedBy(2))
            .min(Duration::compareTo)
            .orElse(two);
    return intervals.compareTo(two) > 0 ? intervals : two;
  }

  /** Returns true if the wait is broken. In doubt, only what is seen breaks a wait. */
  private static boolean isBroken(long id, Wait wait, SimulatedPass look) {
    Set<String> seen = look.claims().all().stream().map(Claim::uid).collect(Collectors.toSet());
    for (Partition partition : look.observed().partitions()) {
      if (partition.id() == id && partition.resident()) {
        return WantsModel.protectedBySomebody(look.claims().all(), partition.name(), look.now())
            || (look.releasers(partition).isEmpty() && seen.containsAll(wait.by().keySet()));
      }
    }
    return true;
  }
}
