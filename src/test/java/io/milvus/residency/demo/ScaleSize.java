package io.milvus.residency.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of a measurement with many policies.
 *
 * @param policies the number of policies
 * @param collections the number of collections
 * @param limit the memory limit in MiB, if there is one
 */
record ScaleSize(int policies, int collections, OptionalLong limit) {

  private static final Pattern ARGUMENTS =
      Pattern.compile("--scale (\\d{1,5}) (\\d{1,4})(?: --limit (\\d{2,4})Mi)?");

  /**
   * Reads the arguments of {@code ./demo --scale}.
   *
   * @throws IllegalArgumentException if they are no such arguments
   */
  static ScaleSize of(List<String> arguments) {
    Matcher matcher = ARGUMENTS.matcher(String.join(" ", arguments));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--scale needs a number of policies and one of collections: --scale 1000 50 --limit 128Mi");
    }
    ScaleSize size =
        new ScaleSize(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            matcher.group(3) == null
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(matcher.group(3))));
    if (size.collections < 1 || size.policies < size.collections) {
      throw new IllegalArgumentException("--scale needs a policy for each collection at least");
    }
    return size;
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
