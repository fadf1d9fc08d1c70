package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.CommandLines;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.TcpRelay;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A replica of the operator of a namespace, in a process of its own, with a relay to the API
 * server.
 */
final class Replica implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("probes on port ([0-9]+)");

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

  /** Returns what the port of the probes answers. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    Matcher port = PORT.matcher(process.output());
    assertThat(port.find()).isTrue();
    URI uri = URI.create("http://127.0.0.1:" + port.group(1) + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
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
