package io.milvus.residency.cli;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.plan.Cause;
import io.milvus.residency.plan.Claim;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.Consent;
import io.milvus.residency.plan.PendingLoad;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.plan.PlannerState.Drift;
import io.milvus.residency.plan.PlannerState.FailedLoad;
import io.milvus.residency.plan.PlannerState.Wanted;
import io.milvus.residency.plan.Residents;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A {@link PlannerState} with names of partitions instead of ids.
 *
 * @param releaseWantedSince the time since which each release has been wanted without a break
 * @param edits the baseline of the edit that caused a release; the clock caused the others
 * @param lastLook the time of the last complete look; now, if omitted
 * @param failedLoads the failed loads that are not retried yet
 * @param pending the loads that the operator asked for and that are not finished
 * @param foreign the partitions that were loading for others when last seen
 * @param lastSettings the load settings of the collection when last seen
 * @param awaitedSince by partition, the time since which a release has waited for it to serve
 * @param drift the corrections of each partition so far
 * @param pausedUntil the time until which nothing is changed
 */
public record NamedPlannerState(
    Map<String, Instant> releaseWantedSince,
    Map<String, Integer> edits,
    Optional<Instant> lastLook,
    Map<String, FailedLoad> failedLoads,
    Map<String, PendingLoad> pending,
    List<String> foreign,
    Optional<LoadSettings> lastSettings,
    Map<String, Instant> awaitedSince,
    Map<String, Drift> drift,
    Optional<Instant> pausedUntil) {

  /** The state before the first plan. */
  public static final NamedPlannerState NOTHING =
      new NamedPlannerState(
          Map.of(),
          Map.of(),
          Optional.empty(),
          Map.of(),
          Map.of(),
          List.of(),
          Optional.empty(),
          Map.of(),
          Map.of(),
          Optional.empty());

  public NamedPlannerState {
    releaseWantedSince = releaseWantedSince == null ? Map.of() : releaseWantedSince;
    edits = edits == null ? Map.of() : edits;
    lastLook = lastLook == null ? Optional.empty() : lastLook;
    failedLoads = failedLoads == null ? Map.of() : failedLoads;
    pending = pending == null ? Map.of() : pending;
    foreign = foreign == null ? List.of() : foreign;
    awaitedSince = awaitedSince == null ? Map.of() : awaitedSince;
    drift = drift == null ? Map.of() : drift;
    lastSettings = lastSettings == null ? Optional.empty() : lastSettings;
    pausedUntil = pausedUntil == null ? Optional.empty() : pausedUntil;
  }

  /**
   * Returns the state with ids, for all of the claims.
   *
   * @param ids the id of each named partition
   * @param serving the ids of the partitions that answer searches
   * @param now the time of the last complete look if {@code lastLook} is omitted
   */
  PlannerState of(
      ClaimSet claims, Map<String, Long> ids, Set<Long> serving, Optional<Instant> now) {
    Set<String> uids = claims.all().stream().map(Claim::uid).collect(toSet());
    Map<Long, Wanted> releases = new HashMap<>();
    releaseWantedSince.forEach(
        (name, start) ->
            releases.put(
                ids.get(name),
                new Wanted(start, uids.stream().collect(toMap(uid -> uid, uid -> cause(name))))));
    return new PlannerState(
        releases,
        byId(failedLoads, ids),
        byId(pending, ids),
        Residents.foreign(foreign.stream().map(ids::get).collect(toSet())),
        lastSettings,
        serving,
        byId(awaitedSince, ids),
        byId(drift, ids),
        OptionalInt.empty(),
        Consent.NONE,
        lastLook.or(() -> now),
        pausedUntil);
  }

  private static <T> Map<Long, T> byId(Map<String, T> byName, Map<String, Long> ids) {
    Map<Long, T> byId = new HashMap<>();
    byName.forEach((name, value) -> byId.put(ids.get(name), value));
    return byId;
  }

  private Cause cause(String name) {
    Integer baseline = edits.get(name);
    return baseline == null ? new Cause.Routine() : new Cause.Edit(baseline);
  }
}
