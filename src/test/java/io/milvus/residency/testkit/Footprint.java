package io.milvus.residency.testkit;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.openjdk.jol.info.GraphLayout;
import org.openjdk.jol.vm.VM;

/**
 * The memory of all that some objects reach, by class.
 *
 * @param bytes by the name of each class, the bytes that its instances take
 */
public record Footprint(Map<String, Long> bytes) {

  private static final int CLASSES = 25;

  /** The bytes of a reference in a JVM with a heap below 32 GiB. */
  private static final int COMPRESSED = 4;

  static {
    // Without it, the fields of records can't be located.
    System.setProperty("jol.magicFieldOffset", "true");
    // The sizes are the same, and a test need not attach to itself.
    System.setProperty("jol.skipDynamicAttach", "true");
  }

  /** Adds up what the objects reach. */
  public static Footprint of(List<?> roots) {
    GraphLayout layout = GraphLayout.parseInstance(roots.toArray());
    return new Footprint(
        layout.getClasses().stream()
            .collect(toMap(Class::getName, type -> layout.getClassSizes().count(type), Long::sum)));
  }

  /** Returns the sum, as it is in a JVM that uses four bytes for a reference. */
  public long total() {
    long sum = bytes.values().stream().mapToLong(Long::longValue).sum();
    return sum * COMPRESSED / VM.current().sizeOfField("java.lang.Object");
  }

  /**
   * Returns which classes take the most of what was added since, for each of a number of things.
   */
  public String growth(Footprint before, int things) {
    return bytes.entrySet().stream()
        .map(e -> Map.entry(e.getKey(), e.getValue() - before.bytes.getOrDefault(e.getKey(), 0L)))
        .filter(e -> e.getValue() > 0)
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(CLASSES)
        .map(e -> "%8.1f %s".formatted(1.0 * e.getValue() / things, e.getKey()))
        .collect(joining("\n"));
  }
}
