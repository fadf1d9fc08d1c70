package io.milvus.residency.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Packages of Debian, unpacked into a folder; nothing is installed. */
final class DebianPackages {

  /** Reads the index of packages first if need be, because a new machine has none. */
  private static final String FETCH =
      """
      command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || {
        echo "These tests need apt-get and dpkg-deb for the packages $*: run them on Debian or Ubuntu."
        exit 1
      }
      apt-get -q download "$@" || { apt-get -q update && apt-get -q download "$@"; } || {
        echo "The packages $* can't be fetched. Run apt-get update as root, and then the test again."
        exit 1
      }
      for package in *.deb; do dpkg-deb -x "$package" . && rm "$package" || exit 1; done
      """;

  private DebianPackages() {}

  /**
   * Fetches packages without those that they depend on.
   *
   * @param what the message for people who wait
   */
  static void unpack(String what, Path folder, String... packages)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", FETCH, "packages"));
    command.addAll(List.of(packages));
    Shell.slowly(what, Map.of(), folder, command.toArray(String[]::new));
  }
}
