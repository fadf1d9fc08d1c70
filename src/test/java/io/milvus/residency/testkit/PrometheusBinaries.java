package io.milvus.residency.testkit;

import java.io.IOException;
import java.nio.file.Path;

/** The programs of Prometheus, unpacked once from the package of Debian; nothing is installed. */
public final class PrometheusBinaries {

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
    DebianPackages.unpack("Fetching Prometheus (20 MB), once", folder, "prometheus");
  }
}
