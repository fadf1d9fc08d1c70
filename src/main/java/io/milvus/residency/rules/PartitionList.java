package io.milvus.residency.rules;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * The known state of a list of partition names.
 *
 * @param names the names as last read; empty if the list was never read
 * @param unreadable the reason why the list can't be read now, as a message for users
 */
public record PartitionList(Optional<Set<String>> names, Optional<String> unreadable) {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Returns whether the list, as last read, names a partition. */
  boolean has(String partition) {
    return names.isPresent() && names.get().contains(partition);
  }

  /**
   * Parses a list with one name per line. Spaces and tabs around a name, blank lines and lines that
   * begin with {@code #} are ignored. A line that can't be the name of a partition makes the list
   * unreadable, because its author meant something else.
   *
   * @param source the name of the list in messages about it
   */
  public static PartitionList read(String source, String text) {
    Set<String> names = new HashSet<>();
    boolean marked = text.startsWith(BYTE_ORDER_MARK);
    Iterator<String> lines = text.substring(marked ? 1 : 0).lines().iterator();
    for (int number = 1; lines.hasNext(); number++) {
      String line = trimmed(lines.next());
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Optional<String> problem = PartitionNameSyntax.problem(line);
      if (problem.isPresent()) {
        return unreadable(
            source
                + ", line "
                + number
                + ": "
                + PartitionNameSyntax.quoted(line)
                + " can't be the name of a partition, because "
                + problem.get()
                + ". Write one name per line, with only letters, digits, _ and -.");
      }
      names.add(line);
    }
    return new PartitionList(Optional.of(names), Optional.empty());
  }

  /** Removes only spaces and tabs; {@link String#strip} would also remove invisible characters. */
  private static String trimmed(String line) {
    int begin = 0;
    int end = line.length();
    while (begin < end && isBlank(line.charAt(begin))) {
      begin++;
    }
    while (end > begin && isBlank(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(begin, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Returns a list that was never read. */
  public static PartitionList unreadable(String why) {
    return new PartitionList(Optional.empty(), Optional.of(why));
  }

  /** Returns the same list as one that can no longer be read. */
  public PartitionList lost(String why) {
    return new PartitionList(names, Optional.of(why));
  }

  /** Returns the list as last read; unreadable if it was never read. */
  public PartitionList asReadLast() {
    return names.isPresent() ? new PartitionList(names, Optional.empty()) : this;
  }
}
