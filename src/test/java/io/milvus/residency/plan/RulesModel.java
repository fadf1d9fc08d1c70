package io.milvus.residency.plan;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of meaning once more, as they are told to people and with no thought of speed. It knows
 * nothing of the planner, and remembers by itself what has to be remembered between passes.
 */
final class RulesModel {

  private record Approved(List<Object> intent, Set<String> names) {}

  private final Map<Long, Instant> wantedSince = new HashMap<>();
  private final Map<PolicyName, List<Object>> settled = new HashMap<>();
  private final Map<PolicyName, Approved> approvals = new HashMap<>();

  /** Somebody who acts wants it loaded. */
  static boolean mayLoad(Claims claims, String name, Instant now) {
    return claims.all().stream()
        .anyMatch(
            c -> c.acts() && !c.leaving() && MatchModel.says(c, name, now) == MatchModel.Says.LOAD);
  }

  /** Nobody wants it loaded or can't tell, and these act and want it released. */
  static List<Claim> releasers(Claims claims, String name, Instant now) {
    List<Claim> releasers = new ArrayList<>();
    for (Claim claim : claims.all()) {
      MatchModel.Says says = MatchModel.says(claim, name, now);
      if (claim.leaving()) {
        if (claim.acts() && says == MatchModel.Says.LOAD) {
          releasers.add(claim);
        }
      } else if (says == MatchModel.Says.LOAD || says == MatchModel.Says.CANNOT_TELL) {
        return List.of();
      } else if (claim.acts() && says == MatchModel.Says.RELEASE) {
        releasers.add(claim);
      }
    }
    return releasers;
  }

  /** A person approves what is blocked now. */
  void approve(PolicyName policy, Claims claims, Observed observed, Instant now) {
    approvals.put(policy, new Approved(intent(claims, observed), coming(claims, observed, now)));
  }

  void forget(PolicyName policy) {
    settled.remove(policy);
    approvals.remove(policy);
  }

  /**
   * Looks at the collection, and tells what may be released in this pass as far as delay, doubts
   * and the guard are concerned. What it leaves out must stay.
   */
  Set<Long> mayRelease(Claims claims, Observed observed, Instant now) {
    boolean certain = claims.doubts().isEmpty();
    Set<Long> still = new HashSet<>();
    for (Partition partition : observed.partitions()) {
      if (partition.resident() && !releasers(claims, partition.name(), now).isEmpty()) {
        still.add(partition.id());
        if (certain) {
          wantedSince.putIfAbsent(partition.id(), now);
        }
      }
    }
    wantedSince.keySet().retainAll(still);
    boolean open = passesGuard(claims, observed, now);
    Set<Long> may = new HashSet<>();
    for (Partition partition : ripe(claims, observed, now)) {
      if (open || leaves(claims, partition, now)) {
        may.add(partition.id());
      }
    }
    return may;
  }

  /**
   * Due or waiting, without what leaves with its policy and what the floor keeps, also when all
   * that is loading is loaded.
   */
  Set<String> coming(Claims claims, Observed observed, Instant now) {
    Set<Long> floored = floored(claims, observed, now);
    Set<String> coming = new HashSet<>();
    for (Partition partition : observed.partitions()) {
      if (wantedSince.containsKey(partition.id())
          && !floored.contains(partition.id())
          && !leaves(claims, partition, now)) {
        coming.add(partition.name());
      }
    }
    return coming;
  }

  /** What could go, but for the floor: the newest stay. */
  private Set<Long> floored(Claims claims, Observed observed, Instant now) {
    List<Partition> ripe = ripe(claims, observed, now);
    ripe.sort(
        (a, b) ->
            a.created().equals(b.created())
                ? a.name().compareTo(b.name())
                : a.created().compareTo(b.created()));
    long loaded = observed.partitions().stream().filter(Partition::resident).count();
    Set<Long> floored = new HashSet<>();
    for (Partition partition : ripe) {
      long left = loaded - 1;
      if (left < floor(claims)) {
        floored.add(partition.id());
      } else {
        loaded = left;
      }
    }
    return floored;
  }

  static int floor(Claims claims) {
    return claims.all().stream().mapToInt(c -> c.spec().safety().minResident()).max().orElse(1);
  }

  private static boolean leaves(Claims claims, Partition partition, Instant now) {
    return releasers(claims, partition.name(), now).stream().allMatch(Claim::leaving);
  }

  private List<Partition> ripe(Claims claims, Observed observed, Instant now) {
    List<Partition> ripe = new ArrayList<>();
    for (Partition partition : observed.partitions()) {
      Instant since = wantedSince.get(partition.id());
      if (since != null && claims.doubts().isEmpty()) {
        boolean over =
            releasers(claims, partition.name(), now).stream()
                .map(c -> c.leaving() ? Duration.ZERO : c.spec().safety().releaseDelay())
                .noneMatch(delay -> since.plus(delay).isAfter(now));
        if (over) {
          ripe.add(partition);
        }
      }
    }
    return ripe;
  }

  private boolean passesGuard(Claims claims, Observed observed, Instant now) {
    List<Claim> acting = claims.all().stream().filter(c -> c.acts() && !c.leaving()).toList();
    List<Object> intent = intent(claims, observed);
    if (acting.stream().allMatch(c -> intent.equals(settled.get(c.policy())))) {
      return true;
    }
    Set<String> coming = coming(claims, observed, now);
    long resident = observed.partitions().stream().filter(Partition::resident).count();
    boolean certain = claims.doubts().isEmpty();
    boolean little =
        acting.stream()
            .map(c -> c.spec().safety().maxReleasePerChange().value())
            .allMatch(percent -> coming.size() <= Math.max(1, resident * percent / 100));
    Approved asked = new Approved(intent, coming);
    boolean approved =
        !little
            && certain
            && acting.stream().anyMatch(c -> asked.equals(approvals.get(c.policy())));
    boolean rests =
        coming.isEmpty()
            && certain
            && resident > 0
            && floored(claims, observed, now).isEmpty()
            && claims.all().stream().allMatch(RulesModel::listsAreRead);
    if (approved || rests) {
      acting.forEach(c -> settled.put(c.policy(), intent));
    }
    return little;
  }

  private static boolean listsAreRead(Claim claim) {
    return claim.spec().rules().stream()
        .allMatch(rule -> MatchModel.list(claim, rule).flatMap(ListContent::unreadable).isEmpty());
  }

  /** All that people wrote. */
  private static List<Object> intent(Claims claims, Observed observed) {
    List<Object> all = new ArrayList<>(List.of(observed.id()));
    claims.all().stream()
        .filter(c -> !c.leaving())
        .sorted((a, b) -> a.policy().compareTo(b.policy()))
        .forEach(
            c -> {
              all.add(List.of(c.policy(), c.mode() == Mode.ENFORCE, c.spec().timeZone()));
              all.add(c.spec().safety().minResident());
              c.spec().rules().forEach(rule -> all.add(written(c, rule)));
            });
    return all;
  }

  private static List<Object> written(Claim claim, Rule rule) {
    Rule.Match match = rule.match();
    return List.of(
        Set.copyOf(match.names()),
        Set.copyOf(match.globs()),
        match.dateFormat(),
        Set.copyOf(match.except()),
        rule.keepLast(),
        Set.copyOf(rule.during()),
        rule.listedIn(),
        MatchModel.list(claim, rule).flatMap(ListContent::names),
        rule.state(),
        rule.otherwise());
  }
}
