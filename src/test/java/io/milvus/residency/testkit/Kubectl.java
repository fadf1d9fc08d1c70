package io.milvus.residency.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command kubectl with a kubeconfig.
 *
 * @param kubeconfig the file, whose current context is used
 */
public record Kubectl(Path kubeconfig) {

  /** Runs kubectl. */
  public Shell.Result run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(KubeBinaries.kubectl().toString()));
    command.addAll(List.of(arguments));
    return Shell.run(Map.of("KUBECONFIG", kubeconfig.toString()), command.toArray(String[]::new));
  }

  /** Applies a manifest, in the namespace of the context unless it names another. */
  public Shell.Result apply(String manifest, String... options) {
    return withFile("apply", manifest, options);
  }

  /** Creates the objects of a manifest; fails if one exists. */
  public Shell.Result create(String manifest) {
    return withFile("create", manifest);
  }

  private Shell.Result withFile(String verb, String manifest, String... options) {
    Path file = Folders.create("manifest").resolve("manifest.yaml");
    Folders.write(file, manifest);
    try {
      List<String> arguments = new ArrayList<>(List.of(verb, "-f", file.toString()));
      arguments.addAll(List.of(options));
      return run(arguments.toArray(String[]::new));
    } finally {
      Folders.delete(file.getParent());
    }
  }
}
