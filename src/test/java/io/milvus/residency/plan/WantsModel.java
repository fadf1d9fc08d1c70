package io.milvus.residency.plan;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.Rule;
import io.milvus.residency.rules.PartitionList;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A model of what several policies want of one partition, following the page on the policy
 * language.
 */
final class WantsModel {

  private WantsModel() {}

  /** Returns true if an acting policy wants the partition loaded. */
  static boolean mayLoad(ClaimSet claims, String name, Instant now) {
    return claims.all().stream()
        .anyMatch(
            c -> c.acts() && !c.leaving() && MatchModel.says(c, name, now) == MatchModel.Says.LOAD);
  }

  /** Returns true if a policy wants the partition loaded, or can't be decided. */
  static boolean protectedBySomebody(Collection<Claim> claims, String name, Instant now) {
    return claims.stream()
        .anyMatch(
            claim -> {
              MatchModel.Says says = MatchModel.says(claim, name, now);
              return says == MatchModel.Says.CANNOT_TELL
                  || (says == MatchModel.Says.LOAD && !claim.leaving());
            });
  }

  static boolean anyCannotTell(ClaimSet claims, String name, Instant now) {
    return claims.all().stream()
        .anyMatch(c -> MatchModel.says(c, name, now) == MatchModel.Says.CANNOT_TELL);
  }

  /**
   * Returns the enforcing policies, over any connection, that want the release, if no policy
   * protects the partition.
   */
  static List<Claim> releasers(ClaimSet claims, String name, Instant now) {
    List<Claim> releasers = new ArrayList<>();
    if (protectedBySomebody(claims.all(), name, now)) {
      return releasers;
    }
    for (Claim claim : claims.all()) {
      MatchModel.Says wanted = claim.leaving() ? MatchModel.Says.LOAD : MatchModel.Says.RELEASE;
      if (claim.mode() == Mode.ENFORCE && MatchModel.says(claim, name, now) == wanted) {
        releasers.add(claim);
      }
    }
    return releasers;
  }

  static boolean enforces(Claim claim) {
    return claim.mode() == Mode.ENFORCE && !claim.leaving();
  }

  static Duration delay(List<Claim> releasers) {
    return releasers.stream()
        .filter(c -> !c.leaving())
        .map(c -> c.spec().safety().releaseDelay())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Returns the floor that ends with a policy being deleted; 0 if others demand as much. */
  static int floorOfLeaving(SimulatedPass look) {
    List<Claim> all = look.claims().all();
    int leaving = floor(new ClaimSet(all.stream().filter(Claim::leaving).toList(), List.of()));
    int staying = floor(new ClaimSet(all.stream().filter(c -> !c.leaving()).toList(), List.of()));
    return all.stream().anyMatch(Claim::leaving) && leaving > staying ? leaving : 0;
  }

  static int floor(ClaimSet claims) {
    return claims.all().stream().mapToInt(c -> c.spec().safety().minResident()).max().orElse(1);
  }

  static boolean listsAreRead(Claim claim) {
    return claim.spec().rules().stream()
        .allMatch(
            rule -> MatchModel.list(claim, rule).flatMap(PartitionList::unreadable).isEmpty());
  }

  /** Returns what decides in one policy, including its identity if the policy acts. */
  static List<Object> written(Claim claim) {
    List<Object> all = new ArrayList<>();
    all.add(claim.mode() == Mode.ENFORCE ? claim.uid() : "");
    all.add(claim.mode() == Mode.ENFORCE ? "changes" : "only protects");
    all.add(claim.spec().timeZone());
    all.add(claim.spec().safety().minResident());
    claim.spec().rules().forEach(rule -> all.add(written(claim, rule)));
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
        MatchModel.list(claim, rule).flatMap(PartitionList::names),
        rule.state(),
        rule.otherwise());
  }
}
