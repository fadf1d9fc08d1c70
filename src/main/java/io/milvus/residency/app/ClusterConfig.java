package io.milvus.residency.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.cli.UserException;
import io.milvus.residency.kube.ApiClient;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * The address and credentials of the API server. The client library treats an unusable file as
 * absent and then contacts another server, and its messages quote the file, tokens included. Here
 * an unusable file is an error that names the file and quotes nothing.
 *
 * @param source where the credentials come from, as in {@code KUBECONFIG /home/me/config}
 * @param config the configuration of the client library
 */
record ClusterConfig(String source, Config config) {

  private static final int LEASE_MILLIS = 3000;
  private static final String VARIABLE = "KUBECONFIG";
  private static final Path TOKEN = Path.of(Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH);

  /**
   * Finds the cluster of {@code KUBECONFIG}, else of {@code ~/.kube/config}, else the cluster that
   * the process runs in.
   *
   * @throws UserException if there is no cluster, or a file can't be used
   */
  static ClusterConfig find(Map<String, String> environment) throws UserException {
    String given = environment.getOrDefault(VARIABLE, "");
    Path home = Path.of(System.getProperty("user.home"), ".kube", "config");
    List<String> files =
        Stream.of(given.split(File.pathSeparator)).filter(file -> !file.isBlank()).toList();
    if (files.isEmpty() && Files.exists(home)) {
      files = List.of(home.toString());
    }
    if (files.isEmpty() && !Files.exists(TOKEN)) {
      throw new UserException(
          "No cluster found: KUBECONFIG is not set, "
              + home
              + " does not exist, and this is not a pod with a ServiceAccount. Set KUBECONFIG to a"
              + " kubeconfig file.");
    }
    for (String file : files) {
      check(file);
    }
    String source =
        files.isEmpty()
            ? "the ServiceAccount of the pod"
            : VARIABLE + " " + String.join(File.pathSeparator, files);
    Config config =
        new ConfigBuilder(Config.autoConfigure(null)).withRequestRetryBackoffLimit(3).build();
    if (!files.isEmpty() && config.getCurrentContext() == null) {
      throw new UserException(
          source + ": current-context is not one of contexts. Set it to one of them.");
    }
    return new ClusterConfig(source, config);
  }

  /**
   * Makes a client.
   *
   * @throws UserException if a certificate or key can't be used
   */
  KubernetesClient client() throws UserException {
    try {
      return ApiClient.of(config);
    } catch (RuntimeException e) {
      throw new UserException(
          source
              + ": a certificate or key can't be used. Check certificate-authority,"
              + " client-certificate and client-key.");
    }
  }

  /**
   * Makes a client for the lease: with connections of its own, that waits for 3 s and once only.
   */
  KubernetesClient leaseClient() {
    return ApiClient.of(
        new ConfigBuilder(config)
            .withRequestTimeout(LEASE_MILLIS)
            .withConnectionTimeout(LEASE_MILLIS)
            .withRequestRetryBackoffLimit(0)
            .build());
  }

  private static void check(String file) throws UserException {
    String name = VARIABLE + " " + file;
    String text = text(name, file);
    try {
      if (Serialization.unmarshal(text, io.fabric8.kubernetes.api.model.Config.class) == null) {
        throw new UserException(name + ": the file is empty. Name a kubeconfig file.");
      }
    } catch (RuntimeException e) {
      throw new UserException(
          name
              + line(e, text)
                  .map(line -> ", line " + line + ": is not valid YAML")
                  .orElse(": is not a kubeconfig")
              + ". Correct the file. Its text is not shown because it may contain a token.");
    }
  }

  private static String text(String name, String file) throws UserException {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new UserException(name + ": there is no such file. Name an existing kubeconfig file.");
    } catch (AccessDeniedException e) {
      throw new UserException(name + ": permission denied. Let this user read the file.");
    } catch (IOException | RuntimeException e) {
      throw new UserException(name + ": can't be read. Name a kubeconfig file.");
    }
  }

  /** Returns the line that the parser stopped at, at most the last line of the text. */
  private static Optional<Long> line(Throwable failure, String text) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MarkedYamlEngineException yaml) {
        return yaml.getProblemMark()
            .map(Mark::getLine)
            .map(line -> Math.min(line + 1, text.lines().count()));
      }
      if (cause instanceof JsonProcessingException json && json.getLocation() != null) {
        int line = json.getLocation().getLineNr();
        return line > 0 ? Optional.of((long) line) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
