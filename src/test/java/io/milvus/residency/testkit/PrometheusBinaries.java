package io.milvus.residency.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The programs of Prometheus, unpacked once from the package of Debian; nothing is installed. */
public final class PrometheusBinaries {

  /** Reads the index of packages first, because a new machine has none. */
  private static final String FETCH =
      """
      command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || {
        echo "The tests of metrics need apt-get and dpkg-deb for the package prometheus: run them on Debian or Ubuntu."
        exit 1
      }
      apt-get -q download prometheus || { apt-get -q update && apt-get -q download prometheus; } || {
        echo "The package prometheus can't be fetched. Run apt-get update as root, and then the test again."
        exit 1
      }
      dpkg-deb -x prometheus_*.deb . && rm prometheus_*.deb
      """;

  private PrometheusBinaries() {}

  /** Returns the program that checks rules, rule tests and scrapes. */
  public static Path promtool() {
    return folder().resolve("promtool");
  }

  /** Returns the server. */
  public static Path prometheus() {
    return folder().resolve("prometheus");
  }

  private static Path folder() {
    return Cache.folder("prometheus-deb", PrometheusBinaries::fetch).resolve("usr/bin");
  }

  private static void fetch(Path folder) throws IOException, InterruptedException {
    Shell.slowly("Fetching Prometheus (20 MB), once", Map.of(), folder, "sh", "-c", FETCH);
  }
}
