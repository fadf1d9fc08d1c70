package io.milvus.residency.operator;

import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.CommandLines;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.TcpRelay;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A replica of the operator of a namespace, in a process of its own, with a relay to the API
 * server.
 */
final class Replica implements AutoCloseable {

  private final TcpRelay relay;
  private final ChildProcess process;

  /**
   * Starts the operator of a namespace, whose Lease is in the same namespace.
   *
   * @param name the name of a new folder for its files
   */
  Replica(RealParts parts, String namespace, Path name) throws IOException {
    Path folder = Files.createDirectory(name);
    String kubeconfig =
        parts.kube().kubeconfig(RealParts.SYSTEM_NAMESPACE, RealParts.SERVICE_ACCOUNT);
    String server = kubeconfig.replaceAll("(?s).*server: \"(https://[^\"]+)\".*", "$1");
    relay = new TcpRelay("127.0.0.1", 0, server);
    Path file = folder.resolve("kubeconfig");
    Files.writeString(
        file,
        kubeconfig.replace(":" + URI.create(server).getPort() + "\"", ":" + relay.port() + "\""));
    process =
        ChildProcess.start(
            folder,
            folder.resolve("operator.log"),
            Map.of(
                "KUBECONFIG",
                file.toString(),
                "RESIDENCY_HTTP_PORT",
                "0",
                "RESIDENCY_NAMESPACES",
                namespace,
                "RESIDENCY_LEASE_NAMESPACE",
                namespace),
            CommandLines.of("operator"));
  }

  ChildProcess process() {
    return process;
  }

  /** Returns the relay between the operator and the API server. */
  TcpRelay relay() {
    return relay;
  }

  Replica awaitOutput(String text) {
    OperatorFixture.soon("a replica logs " + text)
        .until(() -> process.output(), output -> output.contains(text));
    return this;
  }

  @Override
  public void close() {
    process.close();
    relay.close();
  }
}
