package io.milvus.residency.picture;

import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Span;
import io.milvus.residency.simulation.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers of partitions over time.
 *
 * @param steps the periods without a change, in order and without gaps
 */
record Counts(List<Step> steps) {

  /** The number of steps that can be told apart in a picture. */
  private static final int MOST_STEPS = 600;

  /**
   * A period without a change.
   *
   * @param loaded the number of loaded partitions, with the held ones
   * @param held the number of held partitions
   * @param waiting the number of partitions that wait to be loaded
   */
  record Step(Instant from, Instant to, int loaded, int held, int waiting) {

    private boolean sameNumbers(Step other) {
      return loaded == other.loaded && held == other.held && waiting == other.waiting;
    }

    /** Returns both as one, with the greater numbers: what memory has to suffice for. */
    private Step and(Step next) {
      return new Step(
          from,
          next.to,
          Math.max(loaded, next.loaded),
          Math.max(held, next.held),
          Math.max(waiting, next.waiting));
    }
  }

  /** Returns the numbers of a group of partitions. */
  static Counts of(Collection<PartitionTimeline> partitions, Scale scale) {
    TreeMap<Instant, Map<Mark, Integer>> changes = new TreeMap<>();
    for (PartitionTimeline partition : partitions) {
      for (Span span : partition.spans()) {
        Mark mark = Mark.of(partition, span);
        count(changes, span.from(), mark, 1);
        count(changes, span.to(), mark, -1);
      }
    }
    List<Step> steps = new ArrayList<>();
    Map<Mark, Integer> now = new EnumMap<>(Mark.class);
    Instant since = scale.from();
    for (Instant time : changes.keySet()) {
      if (time.isAfter(since)) {
        add(steps, step(since, time, now), scale);
        since = time;
      }
      changes.get(time).forEach((mark, change) -> now.merge(mark, change, Integer::sum));
    }
    return new Counts(steps);
  }

  /** Returns the number of loaded partitions of a timeline. */
  static Counts ofResidents(Timeline timeline, Scale scale) {
    List<Step> steps = new ArrayList<>();
    List<Timeline.ResidentCount> residents = timeline.residents();
    Instant end = timeline.incompleteFrom().orElse(timeline.to());
    for (int i = 0; i < residents.size(); i++) {
      Instant to = i + 1 < residents.size() ? residents.get(i + 1).since() : end;
      if (to.isAfter(residents.get(i).since())) {
        add(steps, new Step(residents.get(i).since(), to, residents.get(i).loaded(), 0, 0), scale);
      }
    }
    return new Counts(steps);
  }

  /** Returns the highest number of partitions that are loaded or wait to be. */
  int most() {
    return steps.stream().mapToInt(step -> step.loaded() + step.waiting()).max().orElse(0);
  }

  private static void count(
      TreeMap<Instant, Map<Mark, Integer>> changes, Instant at, Mark mark, int change) {
    changes
        .computeIfAbsent(at, time -> new EnumMap<>(Mark.class))
        .merge(mark, change, Integer::sum);
  }

  private static Step step(Instant from, Instant to, Map<Mark, Integer> now) {
    int held = now.getOrDefault(Mark.HELD, 0);
    int loaded = now.getOrDefault(Mark.LOADED, 0) + held;
    return new Step(from, to, loaded, held, now.getOrDefault(Mark.WAITING, 0));
  }

  private static void add(List<Step> steps, Step step, Scale scale) {
    int last = steps.size() - 1;
    if (last >= 0) {
      Step before = steps.get(last);
      boolean narrow =
          column(scale, before.from()) == column(scale, step.from())
              && column(scale, step.from()) == column(scale, step.to());
      if (narrow || before.sameNumbers(step)) {
        steps.set(last, before.and(step));
        return;
      }
    }
    steps.add(step);
  }

  private static long column(Scale scale, Instant time) {
    return (long) (scale.fraction(time) * MOST_STEPS);
  }
}
