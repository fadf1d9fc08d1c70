package io.milvus.residency.rules;

import io.milvus.residency.api.Rule;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A condition of a rule at one instant. The rule applies {@code state} to the matched partitions
 * that all its gates let through, and {@code otherwise} to the rest.
 */
sealed interface Gate {

  /**
   * Returns whether the gate lets a partition through now.
   *
   * @param bucket the bucket of the partition name, if the rule has a date format
   */
  boolean lets(String name, Optional<DateBucket> bucket);

  /**
   * Returns the time when the clock may change the result for the partitions of a bucket.
   *
   * @param limit the time after which a change does not matter: it may be reported at any other
   *     time after the limit
   */
  Optional<Instant> changesAt(Optional<DateBucket> bucket, Instant limit);

  /**
   * A gate that lets through the last buckets and all future ones.
   *
   * @param oldest the oldest bucket that is let through now
   */
  record KeepLast(int count, DateFormat format, ZoneId zone, Instant now, DateBucket oldest)
      implements Gate {

    /** The end of the times that RFC 3339 can write, as the API server demands in a status. */
    private static final Instant NEVER = Instant.parse("+10000-01-01T00:00:00Z");

    static KeepLast of(int count, DateFormat format, ZoneId zone, Instant now) {
      return new KeepLast(count, format, zone, now, format.oldestKept(count, now, zone));
    }

    @Override
    public boolean lets(String name, Optional<DateBucket> bucket) {
      return bucket.isPresent() && bucket.get().compareTo(oldest) >= 0;
    }

    @Override
    public Optional<Instant> changesAt(Optional<DateBucket> bucket, Instant limit) {
      return bucket
          .filter(known -> known.compareTo(oldest) >= 0)
          .map(known -> format.keptUntil(known, count, now, zone, limit))
          .filter(time -> time.isBefore(NEVER));
    }
  }

  /**
   * A gate that lets all partitions through while one of the weekly windows is open.
   *
   * @param open whether a window is open
   * @param changes the time when that changes, if ever
   */
  record DuringWindows(boolean open, Optional<Instant> changes) implements Gate {
    @Override
    public boolean lets(String name, Optional<DateBucket> bucket) {
      return open;
    }

    @Override
    public Optional<Instant> changesAt(Optional<DateBucket> bucket, Instant limit) {
      return changes;
    }
  }

  /**
   * A gate that lets through the partitions that a list names, at any time.
   *
   * @param list the list as it was last read
   */
  record Listed(PartitionList list) implements Gate {
    @Override
    public boolean lets(String name, Optional<DateBucket> bucket) {
      return list.has(name);
    }

    @Override
    public Optional<Instant> changesAt(Optional<DateBucket> bucket, Instant limit) {
      return Optional.empty();
    }
  }

  /**
   * Returns the gates of a rule.
   *
   * @param format the date format of the rule; the schema requires one for keepLast
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
