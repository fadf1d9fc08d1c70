package io.milvus.residency.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A build of programs from Go modules. Progress is measured by the size of the sources that have
 * been compiled, of those that Go's own cache lacks.
 *
 * @param go the Go command
 * @param module the folder with go.mod
 * @param variables the variables to set in the programs, as options of the linker
 */
record GoBuild(Path go, Path module, String variables) {

  /** The compiler collects less often, for about 200 MB more of each of its processes. */
  private static final Map<String, String> ENVIRONMENT = Map.of("CGO_ENABLED", "0", "GOGC", "400");

  /** The space that a build of kube-apiserver, etcd and kubectl takes in the folders of Go. */
  private static final Map<String, Integer> MEGABYTES = Map.of("GOCACHE", 1000, "GOMODCACHE", 700);

  /** Packages that have to be compiled: the path, the folder and the sources of each. */
  private static final String SOURCES =
      "{{if ne .StaleReason \"not installed but available in build cache\"}}"
          + "{{.ImportPath}}\t{{.Dir}}\t{{join .GoFiles \"\\t\"}}{{end}}";

  /**
   * Builds programs.
   *
   * @param what the programs, for people who wait
   * @param folder the folder that gets them
   */
  void build(String what, Path folder, List<String> packages)
      throws IOException, InterruptedException {
    requireSpace(what);
    Map<String, Long> sizes = sizes(what, packages);
    long total = sizes.values().stream().mapToLong(Long::longValue).sum();
    List<String> command = command("build", packages, "-v", "-o", folder + "/");
    System.err.println("Building " + what + ", once …");
    Progress progress = new Progress(what);
    Shell.slowly(
        ENVIRONMENT,
        module,
        output -> {
          long done = output.distinct().mapToLong(name -> sizes.getOrDefault(name, 0L)).sum();
          double share = total == 0 ? 0 : (double) done / total;
          progress.report("%.0f %% compiled".formatted(100 * share), share);
        },
        command.toArray(String[]::new));
  }

  private void requireSpace(String what) throws IOException {
    for (Map.Entry<String, Integer> cache : MEGABYTES.entrySet()) {
      String folder = Shell.run(Map.of(), go.toString(), "env", cache.getKey()).checked().strip();
      Folders.requireSpace(
          Path.of(folder),
          cache.getValue(),
          "The build of " + what,
          "set " + cache.getKey() + " to a folder on another disk");
    }
  }

  /** Returns the size of the sources of each package to compile; downloads the modules. */
  private Map<String, Long> sizes(String what, List<String> packages)
      throws IOException, InterruptedException {
    System.err.println("Downloading the Go modules of " + what + ", once …");
    Progress progress = new Progress("Go modules");
    String listed =
        Shell.slowly(
            ENVIRONMENT,
            module,
            output -> {
              long modules = output.filter(line -> line.startsWith("go: downloading")).count();
              progress.report(modules + " downloaded", 0);
            },
            command("list", packages, "-deps", "-f", SOURCES).toArray(String[]::new));
    Map<String, Long> sizes = new HashMap<>();
    for (String line : listed.lines().filter(text -> text.contains("\t")).toList()) {
      String[] fields = line.split("\t", -1);
      long size = 0;
      for (int i = 2; i < fields.length; i++) {
        Path source = Path.of(fields[1], fields[i]);
        size += Files.exists(source) ? Files.size(source) : 0;
      }
      sizes.put(fields[0], size);
    }
    return sizes;
  }

  /** Returns a command of Go; both use the same flags, so that they agree on what is compiled. */
  private List<String> command(String verb, List<String> packages, String... options) {
    Stream<String> flags =
        Stream.of(
            "-trimpath",
            "-mod=readonly",
            "-gcflags=all=-dwarf=false",
            "-ldflags=-s -w " + variables);
    List<String> command = new ArrayList<>(List.of(go.toString(), verb));
    flags.forEach(command::add);
    command.addAll(List.of(options));
    command.addAll(packages);
    return command;
  }
}
