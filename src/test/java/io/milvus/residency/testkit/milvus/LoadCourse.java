package io.milvus.residency.testkit.milvus;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The course of a load: the progress that each look shows.
 *
 * @param hidden the number of looks at the load set that do not show the accepted load yet
 * @param percents the progress, look by look; the last value stays
 * @param failure the error of a load that does not fit
 * @param looks the number of looks after which the load fails; else only the timeout ends it
 */
public record LoadCourse(
    int hidden, List<Integer> percents, Optional<String> failure, Optional<Integer> looks) {

  private static final int LOADED = 100;

  public LoadCourse {
    percents = List.copyOf(percents);
  }

  private LoadCourse(List<Integer> percents) {
    this(0, percents, Optional.empty(), Optional.empty());
  }

  /** Returns a steady load that completes after the given number of looks. */
  public static LoadCourse in(int polls) {
    return polls == 0
        ? of(LOADED)
        : new LoadCourse(
            IntStream.rangeClosed(0, polls).mapToObj(i -> LOADED * i / polls).toList());
  }

  /** Returns a load with this progress, which stops at the last value. */
  public static LoadCourse of(Integer... percents) {
    return new LoadCourse(List.of(percents));
  }

  /** Returns a load that does not fit: it stops at the last value until the load timeout. */
  public static LoadCourse stuck(String failure, Integer... percents) {
    return new LoadCourse(0, List.of(percents), Optional.of(failure), Optional.empty());
  }

  /** Returns a load that does not fit, whose timeout comes after the last of these looks. */
  public static LoadCourse until(String failure, Integer... percents) {
    return new LoadCourse(0, List.of(percents), Optional.of(failure), Optional.of(percents.length));
  }

  /** Returns this load, hidden for the given number of looks at the load set. */
  public LoadCourse after(int looksAtLoadSet) {
    return new LoadCourse(looksAtLoadSet, percents, failure, looks);
  }

  public int percent(int poll) {
    return percents.get(Math.min(poll, percents.size() - 1));
  }

  /** Returns whether the load never completes. */
  public boolean incomplete() {
    return percents.get(percents.size() - 1) < LOADED || failure.isPresent();
  }

  public boolean over(int poll) {
    return looks.filter(limit -> poll >= limit).isPresent();
  }
}
