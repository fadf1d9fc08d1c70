package io.milvus.residency.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The memory of a container, and its first process, as the kernel sees them from outside. */
public final class ContainerCgroup {

  private static final String LIMIT_V1 = "memory.limit_in_bytes";
  private static final String LIMIT_V2 = "memory.max";

  private final Path folder;

  ContainerCgroup(Path folder) {
    this.folder = folder;
  }

  /** Returns whether a cgroup is one that limits memory. */
  static boolean limits(Path cgroup) {
    return Files.exists(cgroup.resolve(LIMIT_V1)) || Files.exists(cgroup.resolve(LIMIT_V2));
  }

  /** Returns the limit in bytes. */
  public long limit() {
    return number(LIMIT_V1, LIMIT_V2);
  }

  /** Returns the most memory so far in bytes, with the pages of files, which can be reclaimed. */
  public long peak() {
    return number("memory.max_usage_in_bytes", "memory.peak");
  }

  /** Returns the memory that can't be reclaimed now, in bytes. */
  public long anonymous() {
    Map<String, String> statistics = table("memory.stat", " ");
    return Long.parseLong(statistics.getOrDefault("total_rss", statistics.get("anon")));
  }

  /** Returns what {@code /proc} says of the process: names like {@code CapEff}. */
  public Map<String, String> process() {
    return table(Path.of("/proc", pid(), "status"), ":");
  }

  /** Returns the options of the mounted root. */
  public String rootOptions() {
    return Folders.read(Path.of("/proc", pid(), "mounts"))
        .lines()
        .map(line -> line.split(" "))
        .filter(mount -> mount[1].equals("/"))
        .map(mount -> mount[3])
        .findFirst()
        .orElseThrow();
  }

  private String pid() {
    return Folders.read(folder.resolve("cgroup.procs")).lines().findFirst().orElseThrow();
  }

  private long number(String version1, String version2) {
    Path file = folder.resolve(version1);
    String text = Folders.read(Files.exists(file) ? file : folder.resolve(version2));
    return Long.parseLong(text.strip());
  }

  private Map<String, String> table(String file, String separator) {
    return table(folder.resolve(file), separator);
  }

  private static Map<String, String> table(Path file, String separator) {
    return Arrays.stream(Folders.read(file).split("\n"))
        .map(line -> line.split(separator, 2))
        .collect(Collectors.toMap(row -> row[0], row -> row[1].strip()));
  }
}
