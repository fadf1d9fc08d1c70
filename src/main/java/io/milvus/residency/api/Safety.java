package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Objects;

/**
 * What holds releases back.
 *
 * @param releaseDelay how long a release must have been wanted without a break before it is made
 * @param minResident how many partitions of the collection stay loaded, whatever else is said
 */
public record Safety(Duration releaseDelay, int minResident) {

  /** What an omitted value stands for: 5 minutes, 1 partition. */
  public static final Safety DEFAULT = new Safety(Duration.ofMinutes(5), 1);

  @JsonCreator
  static Safety of(
      @JsonProperty("releaseDelay") Duration releaseDelay,
      @JsonProperty("minResident") Integer minResident) {
    return new Safety(
        Objects.requireNonNullElse(releaseDelay, DEFAULT.releaseDelay),
        Objects.requireNonNullElse(minResident, DEFAULT.minResident));
  }
}
