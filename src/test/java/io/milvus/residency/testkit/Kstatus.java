package io.milvus.residency.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The status that tools such as Flux compute of objects: kstatus, built once from its Go module.
 */
public final class Kstatus {

  private static final String VERSION = "v0.37.2";
  private static final Path MODULE = Path.of("src", "test", "kstatus");

  private Kstatus() {}

  /**
   * Computes the status of objects.
   *
   * @param list a list of objects as JSON
   * @return the status of each object by its name
   */
  public static Map<String, String> of(String list) {
    Path file = Folders.create("kstatus").resolve("list.json");
    Folders.write(file, list);
    try {
      return Shell.run(Map.of(), binary().toString(), file.toString())
          .checked()
          .lines()
          .map(line -> line.split(" "))
          .collect(Collectors.toMap(words -> words[0], words -> words[1]));
    } finally {
      Folders.delete(file.getParent());
    }
  }

  private static Path binary() {
    return Cache.folder("kstatus-" + VERSION, Kstatus::build).resolve("kstatus");
  }

  private static void build(Path folder) throws IOException, InterruptedException {
    Shell.slowly(
        "Building kstatus from its Go module, once",
        Map.of("CGO_ENABLED", "0"),
        MODULE.toAbsolutePath(),
        KubeBinaries.go().toString(),
        "build",
        "-trimpath",
        "-mod=readonly",
        "-ldflags",
        "-s -w",
        "-o",
        folder + "/",
        ".");
  }
}
