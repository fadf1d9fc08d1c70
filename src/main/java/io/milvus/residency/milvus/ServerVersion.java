package io.milvus.residency.milvus;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version that a server reports. */
final class ServerVersion {

  private static final Pattern NUMBERS = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(\\D.*)?");

  private ServerVersion() {}

  /**
   * Refuses a server older than 2.3, which can't load and release single partitions.
   *
   * @throws MilvusException with {@link Fault#UNSUPPORTED_VERSION}
   */
  static void require(String version) throws MilvusException {
    if (!supported(version)) {
      throw new MilvusException(
          Fault.UNSUPPORTED_VERSION, "Milvus " + version + " is too old. Use 2.3 or later.", null);
    }
  }

  /**
   * Returns whether a version is supported; trusts development builds, whose names hold no number.
   */
  static boolean supported(String version) {
    Matcher numbers = NUMBERS.matcher(version);
    if (!numbers.matches()) {
      return true;
    }
    int major = Integer.parseInt(numbers.group(1));
    return major > 2 || (major == 2 && Integer.parseInt(numbers.group(2)) >= 3);
  }
}
