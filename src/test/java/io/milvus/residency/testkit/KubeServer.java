package io.milvus.residency.testkit;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.kube.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A real kube-apiserver and etcd, with RBAC and ServiceAccount tokens. There are no controllers,
 * unless a {@link KubeNode} brings them: a deleted namespace stays Terminating.
 */
public final class KubeServer implements AutoCloseable {

  /** The address of the API server in its cluster, the first one of the Services. */
  static final String CLUSTER_ADDRESS = "198.18.0.1";

  private static final String SERVICES = "198.18.0.0/24";
  private static final Duration START = Duration.ofMinutes(1);
  private static final String AUDIT_POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
        - level: Metadata
      """;

  private final Path folder = Folders.create("kube");
  private final Ports reserved = new Ports();
  private final String adminToken = UUID.randomUUID().toString();
  private final int port;
  private final List<String> admission;
  private final ChildProcess etcd;
  private ChildProcess api;
  private final KubernetesClient admin;

  private KubeServer(List<String> admission) {
    this.admission = admission;
    List<Integer> ports = reserved.all();
    port = ports.get(0);
    String client = "http://127.0.0.1:" + ports.get(1);
    String peer = "http://127.0.0.1:" + ports.get(2);
    etcd =
        ChildProcess.start(
            folder,
            folder.resolve("etcd.log"),
            Map.of(),
            List.of(
                KubeBinaries.etcd().toString(),
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--unsafe-no-fsync",
                "--log-level=error"));
    Folders.write(folder.resolve("audit-policy.yaml"), AUDIT_POLICY);
    Folders.write(folder.resolve("tokens.csv"), adminToken + ",admin,admin,\"system:masters\"\n");
    writeServiceAccountKeys();
    startApi(client);
    etcdUrl = client;
    admin = client(kubeconfigOf(uri(), adminToken));
  }

  private final String etcdUrl;

  /** Starts both and waits until the API server is ready. */
  public static KubeServer start() {
    // Nothing would create the ServiceAccounts that it asks for.
    return new KubeServer(List.of("--disable-admission-plugins=ServiceAccount"));
  }

  /** Starts both as {@link #start} does, for a node whose pods get tokens of their own. */
  static KubeServer startForNode() {
    return new KubeServer(List.of());
  }

  private void startApi(String etcdClient) {
    List<String> command =
        new ArrayList<>(
            List.of(
                KubeBinaries.apiServer().toString(),
                "--etcd-servers=" + etcdClient,
                "--secure-port=" + port,
                "--bind-address=127.0.0.1",
                "--cert-dir=" + folder.resolve("certs"),
                "--service-account-key-file=" + folder.resolve("sa.pub"),
                "--service-account-signing-key-file=" + folder.resolve("sa.key"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--token-auth-file=" + folder.resolve("tokens.csv"),
                "--authorization-mode=RBAC",
                "--service-cluster-ip-range=" + SERVICES,
                "--audit-policy-file=" + folder.resolve("audit-policy.yaml"),
                "--audit-log-path=" + folder.resolve("audit.log")));
    command.addAll(admission);
    api = ChildProcess.start(folder, folder.resolve("api.log"), Map.of(), command);
    await("the certificate of the API server")
        .atMost(START)
        .pollInterval(Duration.ofMillis(50))
        .failFast("the API server ended", () -> !api.alive())
        .until(() -> Files.exists(certificate()));
    try (KubernetesClient client = client(kubeconfigOf(uri(), adminToken))) {
      await("the API server is ready")
          .atMost(START)
          .pollInterval(Duration.ofMillis(100))
          .failFast("the API server ended", () -> !api.alive())
          .until(() -> ready(client));
    }
  }

  private static boolean ready(KubernetesClient client) {
    try {
      return "ok".equals(client.raw("/readyz"))
          && client.namespaces().withName("default").get() != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  /** Returns the address of the API server. */
  public String uri() {
    return "https://127.0.0.1:" + port;
  }

  /** Returns a client with all rights. */
  public KubernetesClient admin() {
    return admin;
  }

  /** Returns a kubeconfig with all rights. */
  public String adminKubeconfig() {
    return kubeconfigOf(uri(), adminToken);
  }

  /** Returns a kubeconfig with the token of a ServiceAccount, which has its rights by RBAC. */
  public String kubeconfig(String namespace, String serviceAccount) {
    TokenRequest token =
        admin
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(serviceAccount)
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(24 * 3600L)
                    .endSpec()
                    .build());
    return kubeconfigOf(uri(), token.getStatus().getToken());
  }

  /** Creates a client for a kubeconfig; the caller closes it. */
  public static KubernetesClient client(String kubeconfig) {
    return new KubernetesClientBuilder().withConfig(config(kubeconfig)).build();
  }

  /** Returns a client that reads as the operator does. */
  static KubernetesClient operatorClient(String kubeconfig) {
    return ApiClient.of(config(kubeconfig));
  }

  private static Config config(String kubeconfig) {
    Config config = Config.fromKubeconfig(kubeconfig);
    config.setRequestRetryBackoffLimit(2);
    return config;
  }

  /** Returns a kubeconfig with all rights for another address of the API server. */
  String adminKubeconfig(String address) {
    return kubeconfigOf(address, adminToken);
  }

  /** Returns the certificate that the API server shows, which has signed itself. */
  Path certificate() {
    return folder.resolve("certs").resolve("apiserver.crt");
  }

  /** Returns the key that signs the tokens of ServiceAccounts. */
  Path tokenKey() {
    return folder.resolve("sa.key");
  }

  private String kubeconfigOf(String address, String token) {
    byte[] certificate;
    try {
      certificate = Files.readAllBytes(certificate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return """
    apiVersion: v1
    kind: Config
    current-context: test
    contexts: [{name: test, context: {cluster: test, user: test}}]
    clusters: [{name: test, cluster: {server: "%s", certificate-authority-data: %s}}]
    users: [{name: test, user: {token: %s}}]
    """
        .formatted(address, Base64.getEncoder().encodeToString(certificate), token);
  }

  /** Returns a file that holds a kubeconfig with all rights. */
  public Path kubeconfigFile() {
    Path file = folder.resolve("admin.kubeconfig");
    if (!Files.exists(file)) {
      Folders.write(file, adminKubeconfig());
    }
    return file;
  }

  /** Returns a kubectl with all rights. */
  public Kubectl kubectl() {
    return new Kubectl(kubeconfigFile());
  }

  /** Runs kubectl with all rights. */
  public Shell.Result kubectl(String... arguments) {
    return kubectl().run(arguments);
  }

  /** Applies a manifest with kubectl, in the namespace default unless it names another. */
  public Shell.Result apply(String manifest, String... options) {
    return kubectl().apply(manifest, options);
  }

  /** Kills the API server; its data stays. */
  public void killApi() {
    api.close();
  }

  /** Restarts the API server. */
  public void startApi() {
    startApi(etcdUrl);
  }

  /** Returns all requests so far, oldest first. */
  public List<AuditLog.Request> requests() {
    return new AuditLog(folder.resolve("audit.log")).requests();
  }

  private void writeServiceAccountKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      Folders.write(
          folder.resolve("sa.key"), Pem.of("PRIVATE KEY", pair.getPrivate().getEncoded()));
      Folders.write(folder.resolve("sa.pub"), Pem.of("PUBLIC KEY", pair.getPublic().getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    admin.close();
    api.close();
    etcd.close();
    reserved.close();
    Folders.delete(folder);
  }
}
