package io.milvus.residency.demo;

import static io.milvus.residency.testkit.RealParts.SERVICE_ACCOUNT;
import static io.milvus.residency.testkit.RealParts.SYSTEM_NAMESPACE;

import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.RealParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts the packaged operator in its own process, with the token of its ServiceAccount. */
public final class OperatorProcess {

  private static final Path JAR = Path.of("target", "residency.jar");

  private OperatorProcess() {}

  /** Starts the operator, without waiting until it is ready. */
  public static ChildProcess start(RealParts parts) {
    return start(parts, Map.of());
  }

  /** Starts the operator with more settings in its environment. */
  public static ChildProcess start(RealParts parts, Map<String, String> settings) {
    try {
      Path folder = Files.createTempDirectory("operator");
      folder.toFile().deleteOnExit();
      Path kubeconfig = folder.resolve("kubeconfig");
      Files.writeString(kubeconfig, parts.kube().kubeconfig(SYSTEM_NAMESPACE, SERVICE_ACCOUNT));
      kubeconfig.toFile().deleteOnExit();
      Path log = folder.resolve("operator.log");
      log.toFile().deleteOnExit();
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      Map<String, String> environment = new HashMap<>(settings);
      environment.put("KUBECONFIG", kubeconfig.toString());
      environment.put("RESIDENCY_HTTP_PORT", "0");
      return ChildProcess.start(
          folder,
          log,
          environment,
          List.of(java, "-jar", JAR.toAbsolutePath().toString(), "operator"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
