package io.milvus.residency.testkit.milvus;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a load goes: what each look at it shows.
 *
 * @param hidden how many looks at the load set do not show it yet, though it was accepted
 * @param percents the progress, look by look; the last stays
 * @param failure why it does not end well: after the last look it is gone without a word
 */
public record LoadCourse(int hidden, List<Integer> percents, Optional<String> failure) {

  private static final int LOADED = 100;

  public LoadCourse {
    percents = List.copyOf(percents);
  }

  /** Steadily, done after so many looks. */
  public static LoadCourse in(int polls) {
    return polls == 0
        ? of(LOADED)
        : new LoadCourse(
            0,
            IntStream.rangeClosed(0, polls).mapToObj(i -> LOADED * i / polls).toList(),
            Optional.empty());
  }

  /** Like this, and no further. */
  public static LoadCourse of(Integer... percents) {
    return new LoadCourse(0, List.of(percents), Optional.empty());
  }

  /** Like this, until it is given up. */
  public static LoadCourse until(String failure, Integer... percents) {
    return new LoadCourse(0, List.of(percents), Optional.of(failure));
  }

  /** The same, shown only after so many looks at the load set. */
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
