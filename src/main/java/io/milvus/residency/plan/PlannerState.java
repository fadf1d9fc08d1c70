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
 * What is remembered of a collection between two plans. All of it may be lost at any time: a
 * release then waits longer, nothing else happens.
 *
 * @param releases by partition id, the releases that are wanted
 * @param failedLoads by partition id, loads that failed and are not tried again yet
 * @param lastSettings what the collection was last seen loaded with
 * @param serving the ids of loaded partitions that were seen to answer searches
 * @param awaitedSince by partition id, since when a release has waited for a loaded partition to
 *     serve
 * @param drift by partition id, what was put right
 * @param floor how many partitions had to stay, whatever else was wanted
 * @param consent what people have agreed to
 * @param lastCompleteLook when all that decides on releases was last known
 */
public record PlannerState(
    Map<Long, Wanted> releases,
    Map<Long, FailedLoad> failedLoads,
    Optional<LoadSettings> lastSettings,
    Set<Long> serving,
    Map<Long, Instant> awaitedSince,
    Map<Long, Drift> drift,
    OptionalInt floor,
    Consent consent,
    Optional<Instant> lastCompleteLook) {

  /** Nothing is remembered. */
  public static final PlannerState NONE =
      new PlannerState(
          Map.of(),
          Map.of(),
          Optional.empty(),
          Set.of(),
          Map.of(),
          Map.of(),
          OptionalInt.empty(),
          Consent.NONE,
          Optional.empty());

  public PlannerState {
    releases = Map.copyOf(releases);
    failedLoads = Map.copyOf(failedLoads);
    serving = Set.copyOf(serving);
    awaitedSince = Map.copyOf(awaitedSince);
    drift = Map.copyOf(drift);
  }

  /**
   * A release that is wanted.
   *
   * @param since since when, without a break
   * @param by by the uid of each policy that wants it, why, decided when it first did
   */
  public record Wanted(Instant since, Map<String, Cause> by) {
    public Wanted {
      by = Map.copyOf(by);
    }
  }

  /**
   * A load that failed.
   *
   * @param attempts how often in a row
   * @param until when it may be tried again
   * @param reason why it failed
   * @param message the same for people
   */
  public record FailedLoad(int attempts, Instant until, Reason reason, String message) {}

  /**
   * How a partition keeps to what is wanted.
   *
   * @param reached the state it was last brought to, Loaded or NotLoad; empty while it is on the
   *     way
   * @param corrections when it was brought back there, the latest last
   * @param fight whether that is done only once an hour, because somebody keeps undoing it
   */
  public record Drift(Optional<LoadState> reached, List<Instant> corrections, boolean fight) {
    public Drift {
      corrections = List.copyOf(corrections);
    }
  }

  /** The same with other setbacks. */
  public PlannerState withFailedLoads(Map<Long, FailedLoad> others) {
    return new PlannerState(
        releases,
        others,
        lastSettings,
        serving,
        awaitedSince,
        drift,
        floor,
        consent,
        lastCompleteLook);
  }

  /** The same, now that more partitions were seen to answer searches. */
  public PlannerState withServing(Set<Long> more) {
    Set<Long> all = new HashSet<>(serving);
    all.addAll(more);
    return new PlannerState(
        releases,
        failedLoads,
        lastSettings,
        all,
        awaitedSince,
        drift,
        floor,
        consent,
        lastCompleteLook);
  }

  /** The same with another consent. */
  public PlannerState withConsent(Consent other) {
    return new PlannerState(
        releases,
        failedLoads,
        lastSettings,
        serving,
        awaitedSince,
        drift,
        floor,
        other,
        lastCompleteLook);
  }
}
