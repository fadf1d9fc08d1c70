package io.milvus.residency.plan;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a list of partition names.
 *
 * @param names as it was read last; empty if it never was
 * @param unreadable why it can't be read now, in words for people
 */
public record ListContent(Optional<Set<String>> names, Optional<String> unreadable) {

  /** Whether it named a partition when it was read last. */
  boolean has(String partition) {
    return names.isPresent() && names.get().contains(partition);
  }

  /** A list that was read. */
  public static ListContent read(String text) {
    Set<String> names = new HashSet<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(names::add);
    return new ListContent(Optional.of(names), Optional.empty());
  }

  /** A list that was never read. */
  public static ListContent unreadable(String why) {
    return new ListContent(Optional.empty(), Optional.of(why));
  }

  /** The same list, now that it can't be read any more. */
  public ListContent lost(String why) {
    return new ListContent(names, Optional.of(why));
  }
}
