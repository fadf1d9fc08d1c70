package io.milvus.residency.testkit;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real standalone Milvus in its own folder. */
public final class MilvusServer implements AutoCloseable {

  /** The version that tests run with. */
  public static final String VERSION = MilvusBinaries.VERSION;

  /** The name in the certificate of a server with TLS; no host has that name. */
  public static final String TLS_NAME = "milvus.test";

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{\\s*(\\w+)(?:\\(\\w+\\))?\\s*(?::\\s*([^}]*?))?\\s*}}");
  private static final List<String> PORTS =
      List.of(
          "etcd_port",
          "root_coord_port",
          "proxy_port",
          "proxy_internal_port",
          "query_coord_port",
          "query_node_port",
          "index_coord_port",
          "index_node_port",
          "data_coord_port",
          "data_node_port");

  private final Path binaries;
  private final Path folder = Folders.create("milvus");
  private final Ports reserved = new Ports();
  private final Map<String, String> values = new HashMap<>();
  private final int metricsPort;
  private final int etcdPeerPort;
  private final Optional<Certificates> trusted;
  private ChildProcess process;

  private MilvusServer(
      String version, Map<String, String> settings, Optional<Certificates> trusted) {
    this.binaries = MilvusBinaries.folder(version);
    this.trusted = trusted;
    List<Integer> ports = reserved.all();
    for (int i = 0; i < PORTS.size(); i++) {
      values.put(PORTS.get(i), ports.get(i).toString());
    }
    metricsPort = ports.get(PORTS.size());
    etcdPeerPort = ports.get(PORTS.size() + 1);
    values.put("etcd_data_dir", folder.resolve("etcd").toString());
    values.put("etcd_log_level", "error");
    values.put("local_storage_dir", folder.resolve("data").toString());
    values.put("rocksmq_data_dir", folder.resolve("rdb").toString());
    // 2.2 names these two otherwise, and has no defaults.
    values.put("rocketmq_data_dir", folder.resolve("rdb").toString());
    values.put("etcd_log_path", "stdout");
    values.put("system_log_path", "\"\"");
    values.putAll(settings);
  }

  /** Starts a server and waits until it answers. */
  public static MilvusServer start() {
    return startVersion(VERSION);
  }

  /**
   * Starts a server of another version.
   *
   * @param version the version of the Python package {@code milvus} that contains the server
   */
  public static MilvusServer startVersion(String version) {
    return start(version, Map.of(), Optional.empty());
  }

  /** Starts a server that requires credentials; its first user is root with the password Milvus. */
  public static MilvusServer startWithAuthorization() {
    return start(VERSION, Map.of("authorization_enabled", "true"), Optional.empty());
  }

  /**
   * Starts a server that requires credentials and speaks TLS.
   *
   * @param certificates signs the server certificate, for {@value #TLS_NAME} and no other name
   * @param mutual whether the server also requires client certificates
   */
  public static MilvusServer startWithTls(Certificates certificates, boolean mutual) {
    Certificates.Pair own = certificates.sign(TLS_NAME);
    return start(
        VERSION,
        Map.of(
            "authorization_enabled",
            "true",
            "tls_mode",
            mutual ? "2" : "1",
            "ca_pem_path",
            certificates.file("ca.pem", certificates.ca()),
            "server_pem_path",
            certificates.file("server.pem", own.certificate()),
            "server_key_path",
            certificates.file("server.key", own.key())),
        Optional.of(certificates));
  }

  /** Starts a server that lacks memory for rows, and reports that after ten seconds. */
  public static MilvusServer startWithLittleMemory() {
    return startWithLittleMemory(VERSION, 10);
  }

  /** Starts a server of another version that lacks memory for rows. */
  public static MilvusServer startVersionWithLittleMemory(String version) {
    return startWithLittleMemory(version, 10);
  }

  /**
   * Starts a server that lacks memory for rows.
   *
   * @param loadTimeout the seconds after which it gives up a load without progress
   */
  public static MilvusServer startWithLittleMemory(int loadTimeout) {
    return startWithLittleMemory(VERSION, loadTimeout);
  }

  private static MilvusServer startWithLittleMemory(String version, int loadTimeout) {
    return start(
        version,
        Map.of(
            "overloadedMemoryThresholdPercentage",
            "0.1",
            "loadTimeoutSeconds",
            Integer.toString(loadTimeout)),
        Optional.empty());
  }

  private static MilvusServer start(
      String version, Map<String, String> settings, Optional<Certificates> trusted) {
    MilvusServer server = new MilvusServer(version, settings, trusted);
    server.configure();
    server.run();
    return server;
  }

  private void configure() {
    Matcher matcher = PLACEHOLDER.matcher(Folders.read(binaries.resolve("config.yaml.template")));
    String config =
        matcher.replaceAll(
            m ->
                Matcher.quoteReplacement(
                    values.getOrDefault(m.group(1), m.group(2) == null ? "" : m.group(2))));
    for (Map.Entry<String, String> value : values.entrySet()) {
      config =
          config.replaceFirst(
              "(?m)^( +" + value.getKey() + ": )\\S+",
              "$1" + Matcher.quoteReplacement(value.getValue()));
    }
    // A restarted server waits until the sessions of the killed one expire.
    config = config.replaceFirst("ttl: 30 # ttl", "ttl: 5 # ttl");
    // The embedded etcd would take fixed ports, which only one server can have.
    Path etcd = folder.resolve("configs").resolve("etcd.yaml");
    config = config.replaceFirst("\netcd:\n", "\netcd:\n  config:\n    path: " + etcd + "\n");
    String client = "http://127.0.0.1:" + values.get("etcd_port");
    String peer = "http://127.0.0.1:" + etcdPeerPort;
    Folders.write(folder.resolve("configs").resolve("milvus.yaml"), config);
    Path logging = binaries.resolve("glog.conf"); // 2.2 has none.
    if (Files.exists(logging)) {
      Folders.write(folder.resolve("configs").resolve("glog.conf"), Folders.read(logging));
    }
    Folders.write(
        etcd,
        """
        name: default
        data-dir: %s
        listen-client-urls: %s
        advertise-client-urls: %s
        listen-peer-urls: %s
        initial-advertise-peer-urls: %s
        initial-cluster: default=%s
        log-level: error
        unsafe-no-fsync: true
        """
            .formatted(values.get("etcd_data_dir"), client, client, peer, peer, peer));
  }

  /** Restarts the server on its data, after {@link #kill}. */
  public void run() {
    process =
        ChildProcess.start(
            folder,
            folder.resolve("milvus.log"),
            Map.of(
                "LD_LIBRARY_PATH", binaries.toString(),
                "DEPLOY_MODE", "STANDALONE",
                "METRICS_PORT", Integer.toString(metricsPort)),
            List.of(binaries.resolve("milvus").toString(), "run", "standalone"));
    try (MilvusUser user = user("root:Milvus")) {
      await("Milvus answers")
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(100))
          .failFast("Milvus ended", () -> !process.alive())
          .until(user::answers);
    }
  }

  /** Returns the address of the server. */
  public String uri() {
    return (trusted.isPresent() ? "https" : "http") + "://127.0.0.1:" + values.get("proxy_port");
  }

  /**
   * Creates a user of the server.
   *
   * @param token {@code user:password}
   */
  public MilvusUser user(String token) {
    return trusted.isPresent()
        ? new MilvusUser(uri(), token, trusted.get())
        : new MilvusUser(uri(), token);
  }

  /** Returns another address of the same server. */
  public String otherUri() {
    return "http://localhost:" + values.get("proxy_port");
  }

  /** Returns how many requests of each method the server has had, by its own count. */
  public Map<String, Long> requests() {
    return new MilvusMetrics(metricsPort).requests();
  }

  /** Returns the process of the server. */
  public ChildProcess process() {
    return process;
  }

  /** Kills the server, because a regular shutdown takes too long for tests; its data stays. */
  public void kill() {
    process.close();
  }

  @Override
  public void close() {
    kill();
    reserved.close();
    Folders.delete(folder);
  }
}
