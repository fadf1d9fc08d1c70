package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of a collection between two plans. All of it may be lost at any time: a
 * release then waits longer, nothing else happens.
 *
 * @param releaseWantedSince by partition id, since when its release has been wanted without a break
 * @param setbacks by partition id, loads that failed and are not tried again yet
 * @param lastSettings what the collection was last seen loaded with
 */
public record Memory(
    Map<Long, Instant> releaseWantedSince,
    Map<Long, Setback> setbacks,
    Optional<LoadSettings> lastSettings) {

  /** Nothing is remembered. */
  public static final Memory NONE = new Memory(Map.of(), Map.of(), Optional.empty());

  public Memory {
    releaseWantedSince = Map.copyOf(releaseWantedSince);
    setbacks = Map.copyOf(setbacks);
  }

  /**
   * A load that failed.
   *
   * @param attempts how often in a row
   * @param until when it may be tried again
   * @param reason why it failed
   * @param message the same for people
   */
  public record Setback(int attempts, Instant until, Reason reason, String message) {}
}
