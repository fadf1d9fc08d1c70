package io.milvus.residency.plan;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.Percent;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds the releases of an edit that would release much until somebody approves them.
 *
 * @param open whether releases may go out
 * @param settled the intent, where it counts as carried out from now on
 * @param approved whether that is so because somebody has just approved it
 * @param blocked for each policy that owns some of the releases, what it waits for
 */
record Guard(
    boolean open, Optional<String> settled, boolean approved, Map<PolicyName, Blocked> blocked) {

  private static final int NAMES = 5;
  private static final int LENGTH = 64;

  static Guard of(
      Claims claims,
      Wishes wishes,
      Observed observed,
      Releases releases,
      Memory memory,
      Instant now) {
    Guard guard = guard(claims, wishes, observed, releases);
    return claims.all().stream().anyMatch(claim -> claim.mode() == Mode.OBSERVE)
        ? guard.and(preview(claims, observed, memory, now))
        : guard;
  }

  /** What policies that only observe would meet, were they in mode Enforce. */
  private static Map<PolicyName, Blocked> preview(
      Claims claims, Observed observed, Memory memory, Instant now) {
    Claims enforced =
        new Claims(
            claims.all().stream().map(c -> c.mode() == Mode.OBSERVE ? c.enforced() : c).toList(),
            claims.doubts());
    Wishes wishes = Wishes.of(enforced.all(), observed, now);
    Releases releases = Releases.of(wishes, enforced, observed, memory, now);
    Map<PolicyName, Blocked> all =
        new HashMap<>(guard(enforced, wishes, observed, releases).blocked());
    claims.all().stream()
        .filter(claim -> claim.mode() != Mode.OBSERVE)
        .forEach(claim -> all.remove(claim.policy()));
    return all;
  }

  private Guard and(Map<PolicyName, Blocked> more) {
    Map<PolicyName, Blocked> all = new HashMap<>(blocked);
    all.putAll(more);
    return new Guard(open, settled, approved, all);
  }

  private static Guard guard(Claims claims, Wishes wishes, Observed observed, Releases releases) {
    List<Claim> acting = claims.all().stream().filter(c -> c.acts() && !c.leaving()).toList();
    String intent = Intent.of(claims.all(), observed.id());
    if (acting.isEmpty()) {
      return new Guard(true, Optional.empty(), false, Map.of());
    }
    if (acting.stream().allMatch(claim -> claim.settledIntent().equals(Optional.of(intent)))) {
      return new Guard(true, Optional.of(intent), false, Map.of());
    }
    Set<Long> coming = releases.coming();
    List<Partition> concerned =
        observed.partitions().stream().filter(p -> coming.contains(p.id())).toList();
    List<String> names = concerned.stream().map(Partition::name).toList();
    long resident = observed.partitions().stream().filter(Partition::resident).count();
    String approval = Intent.approval(intent, names);
    boolean certain = claims.doubts().isEmpty();
    if (names.isEmpty()) {
      boolean rests =
          certain && resident > 0 && releases.floored().isEmpty() && wishes.frozen().isEmpty();
      return new Guard(true, rests ? Optional.of(intent) : Optional.empty(), false, Map.of());
    }
    Percent share = acting.stream().map(Guard::share).min(Comparator.naturalOrder()).orElseThrow();
    if (names.size() <= Math.max(1, share.of((int) resident))) {
      return new Guard(true, Optional.empty(), false, Map.of());
    }
    if (certain && acting.stream().anyMatch(c -> c.approval().equals(Optional.of(approval)))) {
      // It is written down before the first of them is released, so that a restart knows.
      return new Guard(false, Optional.of(intent), true, Map.of());
    }
    Map<PolicyName, Blocked> blocked = new TreeMap<>();
    for (Claim claim : acting) {
      List<String> own =
          concerned.stream().map(Partition::name).filter(n -> owns(claim, wishes.of(n))).toList();
      if (!own.isEmpty()) {
        String message =
            what(names, resident, share) + how(claim, approval) + which(claim, names, wishes);
        blocked.put(claim.policy(), new Blocked(names.size(), approval, message));
      }
    }
    return new Guard(false, Optional.empty(), false, blocked);
  }

  private static Percent share(Claim claim) {
    return claim.spec().safety().maxReleasePerChange();
  }

  private static boolean owns(Claim claim, List<Wishes.Wish> wishes) {
    return wishes.stream().anyMatch(w -> w.acts(Want.RELEASED) && w.claim().equals(claim));
  }

  private static String what(List<String> names, long resident, Percent share) {
    return "Nothing is released, because what was changed would release "
        + names.size()
        + " of "
        + resident
        + " resident partitions, more than safety.maxReleasePerChange ("
        + share
        + ") lets through. ";
  }

  private static String how(Claim claim, String approval) {
    return "To approve just that: `kubectl annotate --overwrite plp "
        + claim.policy().name()
        + " -n "
        + claim.policy().namespace()
        + " "
        + Annotations.APPROVE
        + "="
        + approval
        + "`."
        + claim
            .approval()
            .map(other -> " The approval " + start(other) + " is for something else.")
            .orElse("");
  }

  /** Comes last, because it may be long and a message is cut. */
  private static String which(Claim claim, List<String> names, Wishes wishes) {
    int more = names.size() - NAMES;
    String rules =
        names.stream()
            .flatMap(name -> wishes.of(name).stream())
            .filter(wish -> wish.claim().equals(claim))
            .map(wish -> wish.rule().name())
            .distinct()
            .sorted()
            .collect(joining(", "));
    return " It is about "
        + names.stream().limit(NAMES).collect(joining(", "))
        + (more > 0 ? " and " + more + " more" : "")
        + ", by rule "
        + rules
        + ".";
  }

  private static String start(String text) {
    return text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text;
  }
}
