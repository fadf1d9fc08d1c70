package io.milvus.residency.testkit;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * A cluster of one node: containerd, kubelet, the scheduler and the controllers, with an API server
 * of its own. Needs root. There is no DNS, and no Service but that of the API server. One node runs
 * on a machine at a time, because its addresses are fixed.
 */
public final class KubeNode implements AutoCloseable {

  /** The address by which pods reach servers of this machine that listen on all its addresses. */
  public static final String HOST = KubeServer.CLUSTER_ADDRESS;

  private static final Duration START = Duration.ofMinutes(2);
  private static final Path SCRIPT = Path.of("src", "test", "node", "node.sh");
  private static final String[] PACKAGES = {
    "busybox-static", "containerd", "containernetworking-plugins", "libseccomp2", "runc"
  };

  private final Path folder = Folders.create("node");
  private final NodeCgroups cgroups = new NodeCgroups();
  private final KubeServer kube = KubeServer.startForNode();

  /** Ends what runs, the last one first. */
  private final Deque<Runnable> ends = new ArrayDeque<>();

  private KubeNode() {}

  /**
   * Starts everything and waits until the node is ready.
   *
   * @param image the OCI archive of the image that pods run
   */
  public static KubeNode start(Path image) {
    if (!System.getProperty("user.name").equals("root")) {
      throw new IllegalStateException("A node needs root. Run the test as root.");
    }
    KubeNode node = new KubeNode();
    try {
      node.startParts(image);
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private void startParts(Path image) {
    Folders.write(
        folder.resolve("kubeconfig"),
        kube.adminKubeconfig("https://" + KubeServer.CLUSTER_ADDRESS));
    ChildProcess node =
        start(
            "node",
            "bash",
            SCRIPT.toAbsolutePath().toString(),
            folder.toString(),
            packages().toString(),
            KubeBinaries.kubelet().toString(),
            cgroups.name(),
            image.toAbsolutePath().toString());
    awaitOf(node, "the network of the node", () -> Files.exists(folder.resolve("network/pods")));
    ends.push(new TcpRelay(KubeServer.CLUSTER_ADDRESS, 443, kube.uri())::close);
    start(
        "controllers",
        KubeBinaries.controllerManager().toString(),
        "--kubeconfig=" + kube.kubeconfigFile(),
        "--root-ca-file=" + kube.certificate(),
        "--service-account-private-key-file=" + kube.tokenKey(),
        "--leader-elect=false",
        "--secure-port=0");
    start(
        "scheduler",
        KubeBinaries.scheduler().toString(),
        "--kubeconfig=" + kube.kubeconfigFile(),
        "--leader-elect=false",
        "--secure-port=0");
    awaitOf(node, "the node is ready", this::ready);
  }

  private static Path packages() {
    return Cache.folder(
        "node-deb",
        folder ->
            DebianPackages.unpack("Fetching containerd and runc (36 MB), once", folder, PACKAGES));
  }

  private ChildProcess start(String name, String... command) {
    ChildProcess process =
        ChildProcess.start(folder, folder.resolve(name + ".log"), Map.of(), List.of(command));
    ends.push(process::close);
    return process;
  }

  private void awaitOf(ChildProcess node, String what, Callable<Boolean> done) {
    await(what)
        .atMost(START)
        .pollInterval(Duration.ofMillis(100))
        .failFast(() -> check(node))
        .until(done);
  }

  private static void check(ChildProcess node) {
    if (!node.alive()) {
      throw new IllegalStateException("the node ended: " + node.output());
    }
  }

  private boolean ready() {
    return kube.admin().nodes().list().getItems().stream().anyMatch(KubeNode::ready);
  }

  private static boolean ready(Node node) {
    return node.getStatus().getConditions().stream()
        .anyMatch(is -> is.getType().equals("Ready") && is.getStatus().equals("True"));
  }

  /** Returns the API server. */
  public KubeServer kube() {
    return kube;
  }

  /** Returns what the kernel knows of a running container. */
  public ContainerCgroup container(String id) {
    return cgroups.container(id);
  }

  /** Returns what the containers of all pods have written so far, those that ended included. */
  public String podLogs() {
    Path logs = folder.resolve("log/pods");
    if (!Files.exists(logs)) {
      return "";
    }
    try (Stream<Path> files = Files.walk(logs)) {
      StringBuilder all = new StringBuilder();
      files
          .filter(Files::isRegularFile)
          .sorted()
          .forEach(file -> all.append(file).append('\n').append(Folders.read(file)));
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      ends.forEach(Runnable::run);
      cgroups.remove();
    } finally {
      kube.close();
      Folders.delete(folder);
    }
  }
}
