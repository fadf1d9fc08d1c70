package io.milvus.residency.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The size of a measurement with many policies.
 *
 * @param policies the number of policies
 * @param collections the number of collections
 * @param partitions the number of partitions of each collection, without {@code _default}
 * @param servers the number of scripted servers; empty for one real server
 * @param limit the memory limit in MiB, if there is one
 */
record ScaleSize(
    int policies, int collections, int partitions, OptionalInt servers, OptionalLong limit) {

  private static final int PARTITIONS = 6;

  /** The default limit of Milvus is 4,096 with {@code _default}. */
  private static final int MOST_PARTITIONS = 4095;

  private static final int MOST = 99_999;
  private static final Set<String> OPTIONS = Set.of("--partitions", "--servers", "--limit");

  ScaleSize {
    check("POLICIES", policies, 1, MOST);
    check("COLLECTIONS, which need a policy each,", collections, 1, policies);
    check("--partitions", partitions, PARTITIONS, MOST_PARTITIONS);
    servers.ifPresent(number -> check("--servers, of a collection each,", number, 1, collections));
    limit.ifPresent(number -> check("--limit in Mi", Math.toIntExact(number), 16, MOST));
  }

  /**
   * Reads the arguments of {@code ./demo --scale}: several sizes, if POLICIES and COLLECTIONS are
   * lists.
   *
   * @throws IllegalArgumentException if they are no such arguments
   */
  static List<ScaleSize> of(List<String> arguments) {
    if (arguments.size() < 3 || !arguments.get(0).equals("--scale")) {
      throw new IllegalArgumentException(
          "--scale comes first and needs a number of policies and one of collections, as in"
              + " --scale 1000 50");
    }
    int[] policies = numbers("POLICIES", arguments.get(1));
    int[] collections = numbers("COLLECTIONS", arguments.get(2));
    if (policies.length != collections.length) {
      throw new IllegalArgumentException(
          "POLICIES and COLLECTIONS need as many numbers as each other, but have %d and %d"
              .formatted(policies.length, collections.length));
    }
    Map<String, String> options = options(arguments.subList(3, arguments.size()));
    int partitions =
        options.containsKey("--partitions")
            ? number("--partitions", options.get("--partitions"))
            : PARTITIONS;
    OptionalInt servers =
        options.containsKey("--servers")
            ? OptionalInt.of(number("--servers", options.get("--servers")))
            : OptionalInt.empty();
    OptionalLong limit =
        options.containsKey("--limit")
            ? OptionalLong.of(mebibytes(options.get("--limit")))
            : OptionalLong.empty();
    return IntStream.range(0, policies.length)
        .mapToObj(i -> new ScaleSize(policies[i], collections[i], partitions, servers, limit))
        .toList();
  }

  private static Map<String, String> options(List<String> arguments) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String option = arguments.get(i);
      if (!OPTIONS.contains(option)) {
        throw new IllegalArgumentException(
            "Unknown argument after --scale POLICIES COLLECTIONS: " + option);
      }
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      if (options.put(option, arguments.get(i + 1)) != null) {
        throw new IllegalArgumentException(option + " is given twice");
      }
    }
    return options;
  }

  private static int[] numbers(String what, String list) {
    return Arrays.stream(list.split(",", -1)).mapToInt(text -> number(what, text)).toArray();
  }

  private static int number(String what, String text) {
    if (!text.matches("\\d{1,6}")) {
      throw new IllegalArgumentException(what + " must be a number, but is \"" + text + "\"");
    }
    return Integer.parseInt(text);
  }

  private static long mebibytes(String text) {
    if (!text.endsWith("Mi")) {
      throw new IllegalArgumentException(
          "--limit must be in Mi, as in 128Mi, but is \"" + text + "\"");
    }
    return number("--limit", text.substring(0, text.length() - 2));
  }

  private static void check(String what, int number, int least, int most) {
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          "%s must be %d to %d, but is %d".formatted(what, least, most, number));
    }
  }

  /**
   * Returns the names of the partitions of each collection. The policies want the first half
   * loaded, the first two of them by their names.
   */
  List<String> names() {
    return IntStream.range(0, partitions)
        .mapToObj(i -> (i < 2 ? "a" : i < partitions / 2 ? "b" : "r") + i)
        .toList();
  }

  /** Returns the names of the partitions that the policies want loaded. */
  List<String> loaded() {
    return names().subList(0, partitions / 2);
  }

  /**
   * Returns the options of the JVM. With a limit, the JVM believes that the machine has no more
   * memory, as it would in a container.
   */
  List<String> jvmOptions() {
    List<String> options = new ArrayList<>();
    limit.ifPresent(mebibytes -> options.add("-XX:MaxRAM=" + mebibytes + "m"));
    return options;
  }
}
