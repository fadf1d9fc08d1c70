package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What holds loads and releases back.
 *
 * @param releaseDelay how long a release must have been wanted without a break before it is made
 * @param minResident how many partitions of the collection stay loaded, whatever else is said
 * @param maxReleasePerChange how much of what is resident an edit may release without being
 *     approved
 * @param maxLoaded how many partitions of the collection may be resident for the policy to load one
 *     more, 1 or more
 */
public record Safety(
    Duration releaseDelay, int minResident, Percent maxReleasePerChange, OptionalInt maxLoaded) {

  /** What an omitted value stands for: 5 minutes, 1 partition, 25 percent, no limit. */
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
