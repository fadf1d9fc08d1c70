package io.milvus.residency.testkit.milvus;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The course of a load: the progress that each look shows.
 *
 * @param hidden the number of looks at the load set that do not show the accepted load yet
 * @param percents the progress, look by look; the last value stays
 * @param failure the error of a load that fails: after the last look the load vanishes
 */
public record LoadCourse(int hidden, List<Integer> percents, Optional<String> failure) {

  private static final int LOADED = 100;

  public LoadCourse {
    percents = List.copyOf(percents);
  }

  /** Returns a steady load that completes after the given number of looks. */
  public static LoadCourse in(int polls) {
    return polls == 0
        ? of(LOADED)
        : new LoadCourse(
            0,
            IntStream.rangeClosed(0, polls).mapToObj(i -> LOADED * i / polls).toList(),
            Optional.empty());
  }

  /** Returns a load with this progress, which stops at the last value. */
  public static LoadCourse of(Integer... percents) {
    return new LoadCourse(0, List.of(percents), Optional.empty());
  }

  /** Returns a load with this progress, which then fails. */
  public static LoadCourse until(String failure, Integer... percents) {
    return new LoadCourse(0, List.of(percents), Optional.of(failure));
  }

  /** Returns this load, hidden for the given number of looks at the load set. */
  public LoadCourse after(int looks) {
    return new LoadCourse(looks, percents, failure);
  }

  public int percent(int poll) {
    return percents.get(Math.min(poll, percents.size() - 1));
  }

  public boolean over(int poll) {
    return failure.isPresent() && poll >= percents.size();
  }
}
