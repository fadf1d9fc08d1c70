package io.milvus.residency.testkit;

import java.io.IOException;
import java.nio.file.Path;

/** Shells beside bash, unpacked once from the packages of Debian; nothing is installed. */
public final class Shells {

  private Shells() {}

  /** Returns the folder of zsh, with its own functions in {@code usr/share/zsh/functions}. */
  public static Path zsh() {
    return Cache.folder("zsh-deb", Shells::fetchZsh);
  }

  /** Returns the folder of fish. */
  public static Path fish() {
    return Cache.folder("fish-deb", Shells::fetchFish);
  }

  private static void fetchZsh(Path folder) throws IOException, InterruptedException {
    DebianPackages.unpack("Fetching zsh (4 MB), once", folder, "zsh", "zsh-common");
  }

  private static void fetchFish(Path folder) throws IOException, InterruptedException {
    DebianPackages.unpack(
        "Fetching fish (4 MB), once", folder, "fish", "fish-common", "libpcre2-32-0");
  }
}
