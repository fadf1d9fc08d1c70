package io.milvus.residency.rules;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a list of partition names.
 *
 * @param names as it was read last; empty if it never was
 * @param unreadable why it can't be read now, in words for people
 */
public record PartitionList(Optional<Set<String>> names, Optional<String> unreadable) {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Whether it named a partition when it was read last. */
  boolean has(String partition) {
    return names.isPresent() && names.get().contains(partition);
  }

  /**
   * Reads a list of one name a line. Blanks and tabs around a name, blank lines and lines that
   * begin with {@code #} do not count. A line that can't be the name of a partition makes the list
   * unreadable: whoever wrote it meant something else than what would be read.
   *
   * @param source what the list is called where something is wrong with it
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

  /** Other than {@link String#strip} it leaves what an editor does not show as a blank or tab. */
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

  /** A list that was never read. */
  public static PartitionList unreadable(String why) {
    return new PartitionList(Optional.empty(), Optional.of(why));
  }

  /** The same list, now that it can't be read any more. */
  public PartitionList lost(String why) {
    return new PartitionList(names, Optional.of(why));
  }

  /** The same list as it was read last; unreadable if it never was. */
  public PartitionList asReadLast() {
    return names.isPresent() ? new PartitionList(names, Optional.empty()) : this;
  }
}
