package io.milvus.residency.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milvus.residency.testkit.Kubectl;
import io.milvus.residency.testkit.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A context of a kubeconfig that belongs to the user, with the namespace of the demo. */
final class UserKubeconfig {

  private UserKubeconfig() {}

  /**
   * Returns the text of a kubeconfig with one context.
   *
   * @param folder the folder that the name of the file is relative to
   * @throws StepFailed if there is no such file or context; says what to do
   */
  static String of(DemoOptions.Cluster cluster, Path folder, String namespace) {
    Path file = folder.resolve(cluster.kubeconfig()).toAbsolutePath();
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new StepFailed("There is no file " + file + " to read. Name a kubeconfig file.");
    }
    List<String> view = List.of("config", "view", "--raw", "--flatten", "--minify", "-o", "json");
    String[] arguments =
        java.util.stream.Stream.concat(
                view.stream(), cluster.context().map(name -> "--context=" + name).stream())
            .toArray(String[]::new);
    Shell.Result result = new Kubectl(file).run(arguments);
    if (result.code() != 0) {
      throw new StepFailed(
          file
              + " can't be used: "
              + result.output().strip()
              + ". List its contexts with: kubectl"
              + " config get-contexts --kubeconfig "
              + file);
    }
    return inNamespace(result.output(), namespace, file);
  }

  private static String inNamespace(String kubeconfig, String namespace, Path file) {
    try {
      ObjectMapper json = new ObjectMapper();
      JsonNode root = json.readTree(kubeconfig.substring(Math.max(0, kubeconfig.indexOf('{'))));
      if (!(root.at("/contexts/0/context") instanceof ObjectNode context)) {
        throw new StepFailed(file + " has no current context. Name one with --context.");
      }
      context.put("namespace", namespace);
      return json.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      // Its message would quote the file, which has secrets.
      throw new StepFailed(file + " can't be used: kubectl config view printed no JSON.");
    }
  }
}
