package io.milvus.residency.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * A load that the operator asked for while the partition was not loaded, and that is not finished.
 *
 * @param asked the time of the request
 * @param since the time since which it has made no progress
 * @param seen the time of the last look
 * @param progress the percentage seen last; empty if Milvus does not show the load yet
 * @param served true if the load only brings back a partition that was loaded as wanted before
 * @param fell true if it was shown at 0 percent once since it has made progress
 */
public record PendingLoad(
    Instant asked,
    Instant since,
    Instant seen,
    OptionalInt progress,
    boolean served,
    boolean fell) {

  /** Returns a load that is requested now. */
  static PendingLoad requested(Instant now, boolean served) {
    return new PendingLoad(now, now, now, OptionalInt.empty(), served, false);
  }

  /** Returns this load with progress, or a chance of it, just now. */
  PendingLoad restarted(Instant now) {
    return new PendingLoad(asked, now, seen, progress, served, fell);
  }

  /**
   * Returns this load after a look that shows it. The first fall to 0 percent starts its time
   * again, because another client may have released the partition and loaded it again. Later ones
   * do not, and are no setback: from 2.6.6 on, Milvus shows 0 percent after each change.
   */
  PendingLoad shown(int percent, Instant now) {
    int last = progress.orElse(0);
    boolean moves = progress.isEmpty() || percent > last;
    boolean falls = !fell && percent == 0 && last > 0;
    return new PendingLoad(
        asked,
        moves || falls ? now : since,
        now,
        OptionalInt.of(percent == 0 ? last : percent),
        served,
        falls || (fell && !moves));
  }

  /** Returns this load after a look that did not show it yet. */
  PendingLoad hidden(Instant now) {
    return new PendingLoad(asked, since, now, progress, served, fell);
  }

  /** Returns this load after the wall clock was set; its time starts again. */
  PendingLoad clockSet(Duration forward, Instant now) {
    return new PendingLoad(asked.plus(forward), now, seen.plus(forward), progress, served, fell);
  }
}
