package io.milvus.residency.simulation;

import io.milvus.residency.rules.DateFormat;
import io.milvus.residency.rules.PartitionNameSyntax;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Partitions of which an application creates one for each hour, day, week, month or year, when that
 * begins.
 */
public final class ExpectedFamily {

  private final String pattern;
  private final DateFormat format;

  /**
   * Creates a family.
   *
   * @param pattern a date format, as in {@code p_%Y%m%d}; its smallest unit is the time between two
   *     partitions
   * @throws IllegalArgumentException if the pattern is not a date format or makes names that Milvus
   *     refuses, with a message for users
   */
  public ExpectedFamily(String pattern) {
    this.pattern = pattern;
    this.format = DateFormat.of(pattern);
    PartitionNameSyntax.problem(name(LocalDateTime.of(2000, 1, 1, 0, 0)))
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(
                  "dateFormat \"" + pattern + "\": makes no name of a partition: " + problem);
            });
  }

  /** Returns the date format. */
  public String pattern() {
    return pattern;
  }

  /** Returns whether a partition belongs to the family. */
  public boolean contains(String partition) {
    return format.parse(partition).isPresent();
  }

  /**
   * Returns the partitions that are created in a period, in order of time.
   *
   * @param from the begin, exclusive
   * @param to the end, exclusive
   * @param zone the time zone of the application
   */
  public List<ExpectedPartition> between(Instant from, Instant to, ZoneId zone) {
    // Where clocks go back, a name comes twice, and the application finds it there.
    Map<String, ExpectedPartition> partitions = new LinkedHashMap<>();
    Instant begin = format.nextLabel(from, zone);
    while (begin.isBefore(to)) {
      String name = name(LocalDateTime.ofInstant(begin, zone));
      partitions.putIfAbsent(name, new ExpectedPartition(name, begin));
      begin = format.nextLabel(begin, zone);
    }
    return List.copyOf(partitions.values());
  }

  private String name(LocalDateTime time) {
    return pattern
        .replace("%Y", "%04d".formatted(time.getYear()))
        .replace("%m", "%02d".formatted(time.getMonthValue()))
        .replace("%d", "%02d".formatted(time.getDayOfMonth()))
        .replace("%H", "%02d".formatted(time.getHour()))
        .replace("%G", "%04d".formatted(time.get(IsoFields.WEEK_BASED_YEAR)))
        .replace("%V", "%02d".formatted(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)));
  }
}
