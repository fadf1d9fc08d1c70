package io.milvus.residency.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of {@code ./demo}.
 *
 * @param what what to run
 * @param keep whether everything keeps running after the story
 * @param cluster the cluster of the user; empty for an API server of the demo
 * @param sizes the sizes to measure; empty unless {@code what} is SCALE
 */
record DemoOptions(What what, boolean keep, Optional<Cluster> cluster, List<ScaleSize> sizes) {

  /** The kinds of runs. */
  enum What {
    STORY,
    NUMBERS,
    SCALE
  }

  /**
   * A cluster of the user.
   *
   * @param kubeconfig the name of the file
   * @param context the name of the context; empty for the current one
   * @param agreed whether the user need not be asked
   */
  record Cluster(String kubeconfig, Optional<String> context, boolean agreed) {}

  private static final Set<String> FLAGS = Set.of("--keep", "--yes", "--numbers");
  private static final Set<String> VALUES = Set.of("--kubeconfig", "--context");

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if they are wrong; says what is wrong
   */
  static DemoOptions of(List<String> arguments) {
    if (arguments.contains("--scale")) {
      return new DemoOptions(What.SCALE, false, Optional.empty(), ScaleSize.of(arguments));
    }
    Deque<String> rest = new ArrayDeque<>(arguments);
    java.util.Map<String, String> given = new java.util.HashMap<>();
    while (!rest.isEmpty()) {
      String option = rest.remove();
      if (!FLAGS.contains(option) && !VALUES.contains(option)) {
        throw new IllegalArgumentException("Unknown argument: " + option);
      }
      String value = "";
      if (VALUES.contains(option)) {
        value = rest.isEmpty() ? "" : rest.remove();
        if (value.isBlank() || value.startsWith("--")) {
          throw new IllegalArgumentException(option + " needs a value");
        }
      }
      if (given.put(option, value) != null) {
        throw new IllegalArgumentException(option + " is given twice");
      }
    }
    if (given.containsKey("--numbers")) {
      if (given.size() > 1) {
        throw new IllegalArgumentException("--numbers takes no other option");
      }
      return new DemoOptions(What.NUMBERS, false, Optional.empty(), List.of());
    }
    boolean agreed = given.containsKey("--yes");
    Optional<String> context = Optional.ofNullable(given.get("--context"));
    Optional<Cluster> cluster =
        Optional.ofNullable(given.get("--kubeconfig"))
            .map(file -> new Cluster(file, context, agreed));
    if (cluster.isEmpty() && (agreed || context.isPresent())) {
      throw new IllegalArgumentException("--context and --yes need --kubeconfig");
    }
    return new DemoOptions(What.STORY, given.containsKey("--keep"), cluster, List.of());
  }
}
