package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The state that a collection's plans hand on. All of it may be lost at any time: a release then
 * waits longer, nothing else happens.
 *
 * @param releases by partition id, the wanted releases
 * @param failedLoads by partition id, loads that failed and are not retried yet
 * @param pendingLoads by partition id, loads that the operator asked for and that are not finished
 * @param residents the partitions that were resident when last seen
 * @param lastSettings the load settings of the collection when last seen
 * @param serving the ids of loaded partitions known to be searchable
 * @param awaitedSince by partition id, since when a release has waited for it to become searchable
 * @param drift by partition id, earlier corrections
 * @param floor the number of partitions that had to stay, whatever the claims wanted
 * @param consent the consent to edits
 * @param lastCompleteLook the last time when everything that decides about releases was known
 * @param pausedUntil the time until which nothing is changed, because the outcome of the last
 *     change is unknown
 */
public record PlannerState(
    Map<Long, Wanted> releases,
    Map<Long, FailedLoad> failedLoads,
    Map<Long, PendingLoad> pendingLoads,
    Residents residents,
    Optional<LoadSettings> lastSettings,
    Set<Long> serving,
    Map<Long, Instant> awaitedSince,
    Map<Long, Drift> drift,
    OptionalInt floor,
    Consent consent,
    Optional<Instant> lastCompleteLook,
    Optional<Instant> pausedUntil) {

  /** An empty state. */
  public static final PlannerState NONE =
      new PlannerState(
          Map.of(),
          Map.of(),
          Map.of(),
          Residents.NONE,
          Optional.empty(),
          Set.of(),
          Map.of(),
          Map.of(),
          OptionalInt.empty(),
          Consent.NONE,
          Optional.empty(),
          Optional.empty());

  public PlannerState {
    releases = Map.copyOf(releases);
    failedLoads = Map.copyOf(failedLoads);
    pendingLoads = Map.copyOf(pendingLoads);
    serving = Set.copyOf(serving);
    awaitedSince = Map.copyOf(awaitedSince);
    drift = Map.copyOf(drift);
  }

  /**
   * A wanted release.
   *
   * @param since the time since which it has been wanted without a break
   * @param by by the uid of each policy that wants the release, its cause, decided when the policy
   *     first wanted it
   */
  public record Wanted(Instant since, Map<String, Cause> by) {
    public Wanted {
      by = Map.copyOf(by);
    }
  }

  /**
   * A load that failed.
   *
   * @param attempts the number of failures in a row; 0 if another load may have been the cause
   * @param until the time of the next attempt
   * @param reason the reason of the failure, as in status
   * @param message a message for people
   * @param begun true if the load had begun and did not finish, so that the next one is made on its
   *     own
   */
  public record FailedLoad(
      int attempts, Instant until, Reason reason, String message, boolean begun) {

    /** Returns this failure with another message. */
    FailedLoad because(String other) {
      return new FailedLoad(attempts, until, reason, other, begun);
    }
  }

  /**
   * The drift history of a partition.
   *
   * @param reached the state it was last brought to, Loaded or NotLoad; empty while the change is
   *     under way
   * @param corrections the times of corrections, the latest last
   * @param fight true if the partition is corrected only once per hour, because another client
   *     keeps reverting it
   */
  public record Drift(Optional<LoadState> reached, List<Instant> corrections, boolean fight) {
    public Drift {
      corrections = List.copyOf(corrections);
    }
  }

  /** Returns true if a partition was loaded as wanted when it was seen last. */
  boolean wasLoaded(long id) {
    Drift history = drift.get(id);
    return history != null && history.reached().equals(Optional.of(LoadState.LOADED));
  }

  /** Returns this state with other failed loads. */
  public PlannerState withFailedLoads(Map<Long, FailedLoad> others) {
    return new PlannerState(
        releases,
        others,
        pendingLoads,
        residents,
        lastSettings,
        serving,
        awaitedSince,
        drift,
        floor,
        consent,
        lastCompleteLook,
        pausedUntil);
  }

  /** Returns this state with other residents. */
  PlannerState with(Residents others) {
    return new PlannerState(
        releases,
        failedLoads,
        pendingLoads,
        others,
        lastSettings,
        serving,
        awaitedSince,
        drift,
        floor,
        consent,
        lastCompleteLook,
        pausedUntil);
  }

  /** Returns this state with other pending loads. */
  public PlannerState withPendingLoads(Map<Long, PendingLoad> others) {
    return new PlannerState(
        releases,
        failedLoads,
        others,
        residents,
        lastSettings,
        serving,
        awaitedSince,
        drift,
        floor,
        consent,
        lastCompleteLook,
        pausedUntil);
  }

  /** Returns this state with more searchable partitions. */
  public PlannerState withServing(Set<Long> more) {
    Set<Long> all = new HashSet<>(serving);
    all.addAll(more);
    return new PlannerState(
        releases,
        failedLoads,
        pendingLoads,
        residents,
        lastSettings,
        all,
        awaitedSince,
        drift,
        floor,
        consent,
        lastCompleteLook,
        pausedUntil);
  }

  /** Returns this state with another history of drift. */
  public PlannerState withDrift(Map<Long, Drift> other) {
    return new PlannerState(
        releases,
        failedLoads,
        pendingLoads,
        residents,
        lastSettings,
        serving,
        awaitedSince,
        other,
        floor,
        consent,
        lastCompleteLook,
        pausedUntil);
  }

  /** Returns this state with another consent. */
  public PlannerState withConsent(Consent other) {
    return new PlannerState(
        releases,
        failedLoads,
        pendingLoads,
        residents,
        lastSettings,
        serving,
        awaitedSince,
        drift,
        floor,
        other,
        lastCompleteLook,
        pausedUntil);
  }

  /** Returns this state with another pause, or none. */
  public PlannerState withPause(Optional<Instant> until) {
    return new PlannerState(
        releases,
        failedLoads,
        pendingLoads,
        residents,
        lastSettings,
        serving,
        awaitedSince,
        drift,
        floor,
        consent,
        lastCompleteLook,
        until);
  }
}
