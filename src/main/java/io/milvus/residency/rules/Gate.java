package io.milvus.residency.rules;

import io.milvus.residency.api.Rule;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A condition of a rule at one instant. A rule wants its state of the partitions that all its gates
 * let through, and {@code otherwise} of the others that it matches.
 */
sealed interface Gate {

  /**
   * Returns whether a partition is let through now.
   *
   * @param bucket the bucket of its name, if the rule has a date format
   */
  boolean lets(String name, Optional<DateBucket> bucket);

  /** Returns when the clock may change that for the partitions of a bucket. */
  Optional<Instant> changesAt(Optional<DateBucket> bucket);

  /**
   * Lets the last buckets through, and all future ones.
   *
   * @param oldest the oldest of them
   * @param ends when that one is not among them any more
   */
  record KeepLast(DateBucket oldest, Instant ends) implements Gate {

    static KeepLast of(int count, DateFormat format, ZoneId zone, Instant now) {
      return new KeepLast(format.oldestKept(count, now, zone), format.nextChange(count, now, zone));
    }

    @Override
    public boolean lets(String name, Optional<DateBucket> bucket) {
      return bucket.isPresent() && bucket.get().compareTo(oldest) >= 0;
    }

    @Override
    public Optional<Instant> changesAt(Optional<DateBucket> bucket) {
      return bucket.isPresent() && bucket.get().equals(oldest)
          ? Optional.of(ends)
          : Optional.empty();
    }
  }

  /**
   * Lets all through while one of the weekly windows is open.
   *
   * @param open whether one is
   * @param changes when that changes, if ever
   */
  record DuringWindows(boolean open, Optional<Instant> changes) implements Gate {
    @Override
    public boolean lets(String name, Optional<DateBucket> bucket) {
      return open;
    }

    @Override
    public Optional<Instant> changesAt(Optional<DateBucket> bucket) {
      return changes;
    }
  }

  /**
   * Lets through what a list names. No clock changes that.
   *
   * @param list the list as it was read last
   */
  record Listed(PartitionList list) implements Gate {
    @Override
    public boolean lets(String name, Optional<DateBucket> bucket) {
      return list.has(name);
    }

    @Override
    public Optional<Instant> changesAt(Optional<DateBucket> bucket) {
      return Optional.empty();
    }
  }

  /**
   * The gates of a rule.
   *
   * @param format the date format that the rule matches by; the schema wants one for keepLast
   * @param list the list that the rule refers to
   */
  static List<Gate> of(
      Rule rule,
      Optional<DateFormat> format,
      Optional<PartitionList> list,
      ZoneId zone,
      Instant now) {
    List<Gate> gates = new ArrayList<>();
    if (rule.keepLast().isPresent() && format.isPresent()) {
      gates.add(KeepLast.of(rule.keepLast().getAsInt(), format.get(), zone, now));
    }
    if (!rule.during().isEmpty()) {
      gates.add(
          new DuringWindows(
              WeeklySchedule.covers(rule.during(), now, zone),
              WeeklySchedule.nextChange(rule.during(), now, zone)));
    }
    list.map(Listed::new).ifPresent(gates::add);
    return gates;
  }
}
