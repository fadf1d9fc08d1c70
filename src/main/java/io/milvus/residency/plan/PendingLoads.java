package io.milvus.residency.plan;

import io.milvus.residency.api.Durations;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.plan.PlannerState.Drift;
import io.milvus.residency.plan.PlannerState.FailedLoad;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The record of the loads that the operator has asked for and that are not finished. Only what is
 * in it is ever cancelled, so that losing it is safe.
 */
public final class PendingLoads {

  private static final Duration FIRST = Duration.ofMinutes(15);
  private static final Duration LONGEST = Duration.ofHours(6);

  /** The longest wait because of another load that did not fit. */
  private static final Duration LONGEST_FOR_OTHERS = Duration.ofHours(1);

  private static final String OTHER_DID_NOT_FIT =
      "Earlier loads of this partition did not finish, and another one has just not fit; ";

  /** The wait of a load that may have been held up by another one. */
  static final Duration SUSPECT = Duration.ofSeconds(5);

  /** The advice about loads that do not finish. */
  static final String MORE_ROOM = " Add query nodes or load fewer partitions.";

  private PendingLoads() {}

  /** Returns the state after a request to load partitions, none of which was resident. */
  public static PlannerState requested(
      PlannerState plannerState, Collection<Long> partitions, Instant now) {
    Map<Long, PendingLoad> pending = new HashMap<>(plannerState.pendingLoads());
    for (Long id : partitions) {
      pending.put(id, PendingLoad.requested(now, served(plannerState, id)));
    }
    return plannerState.withPendingLoads(pending);
  }

  /**
   * Returns true if a partition was loaded as wanted until another client or Milvus took it away.
   * One whose load did not finish since is no such partition.
   */
  private static boolean served(PlannerState plannerState, Long id) {
    Drift drift = plannerState.drift().get(id);
    boolean corrected =
        drift != null && drift.reached().isEmpty() && !drift.corrections().isEmpty();
    boolean reached = drift != null && drift.reached().equals(Optional.of(LoadState.LOADED));
    FailedLoad failed = plannerState.failedLoads().get(id);
    return (corrected || reached) && (failed == null || !failed.begun());
  }

  /** Returns the state after Milvus has refused to load partitions. */
  public static PlannerState refused(PlannerState plannerState, Collection<Long> partitions) {
    Map<Long, PendingLoad> pending = new HashMap<>(plannerState.pendingLoads());
    pending.keySet().removeAll(partitions);
    return plannerState.withPendingLoads(pending);
  }

  /**
   * Returns the state after loads were cancelled. A load that was the only one, by any client, or
   * was made on its own after an earlier failure, waits 15 minutes, doubled with each failure, up
   * to 6 hours. One of several is tried again soon and on its own, because another one may have
   * held it up; those that were shown at 0 percent go first, because a load that is held up is.
   *
   * @param partitions the ids of the partitions
   * @param certain true if Milvus has confirmed the cancellation
   * @param reason the API word for the failure
   * @param cause the cause, a sentence for people
   */
  public static PlannerState cancelled(
      PlannerState plannerState,
      Set<Long> partitions,
      boolean certain,
      Instant now,
      Reason reason,
      String cause) {
    Map<Long, FailedLoad> failedLoads = new HashMap<>(plannerState.failedLoads());
    Map<Long, PendingLoad> pending = new HashMap<>(plannerState.pendingLoads());
    boolean alone = pending.size() <= 1 && plannerState.residents().foreign().isEmpty();
    boolean full = false;
    for (Long id : partitions) {
      Optional<FailedLoad> before = Optional.ofNullable(failedLoads.get(id));
      FailedLoad failed = cancelled(before, alone, partly(pending.get(id)), now, reason);
      failedLoads.put(id, failed.because(cause + cancelled(failed)));
      full |= failed.attempts() > 0 && reason == Reason.INSUFFICIENT_MEMORY;
    }
    if (full) {
      failedLoads.replaceAll((id, load) -> partitions.contains(id) ? load : postponed(load, now));
    }
    pending.replaceAll((id, load) -> load.restarted(now));
    if (certain) {
      pending.keySet().removeAll(partitions);
    } else {
      partitions.forEach(id -> pending.put(id, PendingLoad.requested(now, false)));
    }
    return plannerState.withFailedLoads(failedLoads).withPendingLoads(pending);
  }

  private static boolean partly(PendingLoad load) {
    return load != null && load.progress().orElse(0) > 0;
  }

  /**
   * Returns a failed load after another one did not fit. Its wait starts again, an hour at most, so
   * that loads that do not fit do not block the collection one after another.
   */
  private static FailedLoad postponed(FailedLoad load, Instant now) {
    if (!load.begun() || load.attempts() == 0) {
      return load;
    }
    Duration wait = wait(load.attempts());
    Instant until = now.plus(wait.compareTo(LONGEST_FOR_OTHERS) < 0 ? wait : LONGEST_FOR_OTHERS);
    if (!until.isAfter(load.until())) {
      return load;
    }
    FailedLoad later = new FailedLoad(load.attempts(), until, load.reason(), "", true);
    return later.because(OTHER_DID_NOT_FIT + nextTry(later) + MORE_ROOM);
  }

  /**
   * Returns the state after the wall clock was set: nothing but the pending loads and what is
   * resident, as the wait of a release would end too early.
   *
   * @param forward how far the clock was set forward; negative if back
   * @param now the time by the clock as it is now
   */
  public static PlannerState clockSet(PlannerState plannerState, Duration forward, Instant now) {
    Map<Long, PendingLoad> pending = new HashMap<>(plannerState.pendingLoads());
    pending.replaceAll((id, load) -> load.clockSet(forward, now));
    return PlannerState.NONE.with(plannerState.residents()).withPendingLoads(pending);
  }

  /** Returns the cause of a cancellation if Milvus reports none, as a sentence for people. */
  public static String noProgress(Duration loadTimeout) {
    return "Loading made no progress for " + Durations.format(loadTimeout) + ".";
  }

  private static FailedLoad cancelled(
      Optional<FailedLoad> before, boolean alone, boolean partly, Instant now, Reason reason) {
    boolean again = before.filter(FailedLoad::begun).isPresent();
    if (!alone && !again) {
      Duration wait = partly ? SUSPECT.multipliedBy(2) : SUSPECT;
      return new FailedLoad(0, now.plus(wait), reason, "", true);
    }
    int attempts = again ? before.orElseThrow().attempts() + 1 : 1;
    return new FailedLoad(attempts, now.plus(wait(attempts)), reason, "", true);
  }

  private static String cancelled(FailedLoad failed) {
    return " The load was cancelled so that it does not block or take down other partitions; "
        + nextTry(failed)
        + MORE_ROOM;
  }

  /** Returns when a load is tried again, the end of a sentence. */
  static String nextTry(FailedLoad failed) {
    if (failed.attempts() == 0) {
      return "it is tried again on its own.";
    }
    return "next try at " + failed.until().truncatedTo(ChronoUnit.SECONDS) + ".";
  }

  /** Returns the wait after a number of loads in a row that did not finish. */
  static Duration wait(int attempts) {
    Duration doubled = FIRST.multipliedBy(1L << Math.min(Math.max(attempts, 1) - 1, 10));
    return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }
}
