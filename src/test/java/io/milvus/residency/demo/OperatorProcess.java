package io.milvus.residency.demo;

import static io.milvus.residency.testkit.RealParts.SERVICE_ACCOUNT;
import static io.milvus.residency.testkit.RealParts.SYSTEM_NAMESPACE;

import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.RealParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts the packaged operator in its own process, with the token of its ServiceAccount. */
public final class OperatorProcess {

  static final Path JAR = Path.of("target", "residency.jar");
  private static final Path OPTIONS = Path.of("src", "image", "jvm.options");

  private OperatorProcess() {}

  /** Starts the operator, without waiting until it is ready. */
  public static ChildProcess start(RealParts parts) {
    return start(parts, Map.of());
  }

  /** Starts the operator with more settings in its environment. */
  public static ChildProcess start(RealParts parts, Map<String, String> settings) {
    return start(parts.kube(), settings, List.of());
  }

  /**
   * Starts the operator with more settings in its environment, and options of the JVM that come
   * after those of the image.
   */
  static ChildProcess start(
      KubeServer kube, Map<String, String> settings, List<String> jvmOptions) {
    return start(kube.kubeconfig(SYSTEM_NAMESPACE, SERVICE_ACCOUNT), settings, jvmOptions);
  }

  /** Starts the operator with a kubeconfig. */
  static ChildProcess start(
      String kubeconfig, Map<String, String> settings, List<String> jvmOptions) {
    try {
      Path folder = Files.createTempDirectory("operator");
      folder.toFile().deleteOnExit();
      Path file = folder.resolve("kubeconfig");
      Files.writeString(file, kubeconfig);
      file.toFile().deleteOnExit();
      Path log = folder.resolve("operator.log");
      log.toFile().deleteOnExit();
      Map<String, String> environment = new HashMap<>(settings);
      environment.put("KUBECONFIG", file.toString());
      environment.put("RESIDENCY_HTTP_PORT", "0");
      List<String> command =
          new ArrayList<>(List.of(java().toString(), "@" + OPTIONS.toAbsolutePath()));
      command.addAll(jvmOptions);
      command.addAll(List.of("-jar", JAR.toAbsolutePath().toString(), "operator"));
      return ChildProcess.start(folder, log, environment, command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the launcher of the JVM that runs this. */
  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }
}
