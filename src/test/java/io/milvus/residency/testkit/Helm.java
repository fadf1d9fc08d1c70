package io.milvus.residency.testkit;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Helm, built once from its Go module. */
public final class Helm {

  private static final String VERSION = "v3.22.0";

  /** The version of Kubernetes that Helm assumes where it has no cluster. */
  private static final String KUBE_VERSION =
      "-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=1"
          + " -X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=34"
          + " -X helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor=1"
          + " -X helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor=34";

  private Helm() {}

  /** Runs Helm without a cluster. */
  public static Shell.Result run(String... arguments) {
    return run(Map.of(), arguments);
  }

  /** Runs Helm against an API server, with all rights. */
  public static Shell.Result run(KubeServer kube, String... arguments) {
    return run(Map.of("KUBECONFIG", kube.kubeconfigFile().toString()), arguments);
  }

  private static Shell.Result run(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(binary().toString());
    command.addAll(List.of(arguments));
    Shell.Result result = Shell.run(environment, command.toArray(String[]::new));
    return new Shell.Result(result.code(), withoutLinks(result.output()));
  }

  /** Drops the lines that say that the chart contains a link. */
  private static String withoutLinks(String output) {
    return output
        .lines()
        .filter(line -> !line.contains("found symbolic link in path"))
        .collect(joining("\n"));
  }

  private static Path binary() {
    return Cache.folder("helm-" + VERSION, Helm::build).resolve("helm");
  }

  private static void build(Path folder) throws IOException, InterruptedException {
    Shell.slowly(
        "Building Helm from its Go module, once; about three minutes",
        Map.of("CGO_ENABLED", "0", "GOBIN", folder.toString()),
        folder,
        KubeBinaries.go().toString(),
        "install",
        "-trimpath",
        "-ldflags",
        "-s -w " + KUBE_VERSION,
        "helm.sh/helm/v3/cmd/helm@" + VERSION);
  }
}
