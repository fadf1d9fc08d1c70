package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Limits on loads and releases.
 *
 * @param releaseDelay the time for which a release must be wanted without interruption before it is
 *     made
 * @param minResident the minimum number of partitions of the collection that stay loaded, whatever
 *     the rules say
 * @param maxReleasePerChange the share of the resident partitions that an edit may release without
 *     approval
 * @param maxLoaded the number of resident partitions of the collection, 1 or more, from which on
 *     the policy loads no more
 */
public record Safety(
    Duration releaseDelay, int minResident, Percent maxReleasePerChange, OptionalInt maxLoaded) {

  /** The defaults: 5 minutes, 1 partition, 25 percent, no limit. */
  public static final Safety DEFAULT =
      new Safety(Duration.ofMinutes(5), 1, new Percent(25), OptionalInt.empty());

  @JsonCreator
  static Safety of(
      @JsonProperty("releaseDelay") Duration releaseDelay,
      @JsonProperty("minResident") Integer minResident,
      @JsonProperty("maxReleasePerChange") Percent maxReleasePerChange,
      @JsonProperty("maxLoaded") OptionalInt maxLoaded) {
    return new Safety(
        Objects.requireNonNullElse(releaseDelay, DEFAULT.releaseDelay),
        Objects.requireNonNullElse(minResident, DEFAULT.minResident),
        Objects.requireNonNullElse(maxReleasePerChange, DEFAULT.maxReleasePerChange),
        Objects.requireNonNullElse(maxLoaded, DEFAULT.maxLoaded));
  }
}
