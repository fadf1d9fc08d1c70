package io.milvus.residency.cluster;

import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cluster, user and namespace that {@code kubectl} would use.
 *
 * @param source where they come from, as in {@code KUBECONFIG /home/me/config}
 * @param config the configuration of the client library
 */
record Kubeconfig(String source, Config config) {

  private static final String VARIABLE = "KUBECONFIG";
  private static final int CONNECT_MILLIS = 5_000;
  private static final int REQUEST_MILLIS = 15_000;

  /**
   * Finds the cluster: of the given file, else of the files of {@code KUBECONFIG}, else of {@code
   * ~/.kube/config}.
   *
   * @param given the file that a user has named
   * @param context the context that a user has named; the current one if empty
   * @throws ClusterException if there is no cluster, or a file can't be used
   */
  static Kubeconfig find(
      Optional<String> given, Optional<String> context, Map<String, String> environment)
      throws ClusterException {
    List<String> files = files(given, environment);
    String source =
        (given.isPresent() ? "--kubeconfig " : VARIABLE + " ")
            + String.join(File.pathSeparator, files);
    List<io.fabric8.kubernetes.api.model.Config> parts = new ArrayList<>();
    for (String file : files) {
      parts.add(
          KubeconfigFile.read((given.isPresent() ? "--kubeconfig " : VARIABLE + " ") + file, file));
    }
    Optional<String> wanted =
        context.or(
            () ->
                parts.stream()
                    .flatMap(part -> Optional.ofNullable(part.getCurrentContext()).stream())
                    .filter(name -> !name.isEmpty())
                    .findFirst());
    if (wanted.isEmpty()) {
      throw new ClusterException(
          source + ": there is no current-context. Name one of " + names(parts) + " in --context.");
    }
    Context found = context(source, wanted.get(), parts);
    requireServer(source, found, parts);
    KubeconfigUser user = KubeconfigUser.of(source, found, parts);
    Config config = Config.empty();
    KubeConfigUtils.merge(
        config, wanted.get(), parts.toArray(io.fabric8.kubernetes.api.model.Config[]::new));
    user.complete(config);
    KubeconfigProxy.complete(config, environment);
    return new Kubeconfig(
        source,
        new ConfigBuilder(config)
            .withConnectionTimeout(CONNECT_MILLIS)
            .withRequestTimeout(REQUEST_MILLIS)
            // Who waits for an answer is told at once, and may try again.
            .withRequestRetryBackoffLimit(0)
            // Over HTTP/2, the API server ends the connection with a 401, which the JDK then loses.
            .withHttp2Disable(true)
            .build());
  }

  /** Returns a context; the library would fall back on another one. */
  private static Context context(
      String source, String name, List<io.fabric8.kubernetes.api.model.Config> parts)
      throws ClusterException {
    return contexts(parts)
        .filter(context -> name.equals(context.getName()) && context.getContext() != null)
        .map(NamedContext::getContext)
        .findFirst()
        .orElseThrow(
            () ->
                new ClusterException(
                    source
                        + ": there is no context "
                        + name
                        + ". Name one of "
                        + names(parts)
                        + " in --context."));
  }

  /** Refuses a context without server, for which the library has a server of its own. */
  private static void requireServer(
      String source, Context context, List<io.fabric8.kubernetes.api.model.Config> parts)
      throws ClusterException {
    String cluster = Optional.ofNullable(context.getCluster()).orElse("");
    String server =
        parts.stream()
            .flatMap(part -> Stream.ofNullable(part.getClusters()).flatMap(List::stream))
            .filter(named -> cluster.equals(named.getName()) && named.getCluster() != null)
            .map(named -> Optional.ofNullable(named.getCluster().getServer()).orElse(""))
            .findFirst()
            .orElse("");
    if (!server.matches("(?i)https?://[^@\\s]+")) {
      throw new ClusterException(
          source
              + ": the context names the cluster "
              + cluster
              + ", which clusters lacks or which has no server as in https://host:6443. Correct the"
              + " context or the cluster.");
    }
  }

  /** Returns the namespace of the context, {@code default} if it has none. */
  String namespace() {
    return Optional.ofNullable(config.getNamespace())
        .filter(name -> !name.isEmpty())
        .orElse("default");
  }

  private static List<String> files(Optional<String> given, Map<String, String> environment)
      throws ClusterException {
    if (given.isPresent()) {
      return List.of(given.get());
    }
    Path home =
        Path.of(
            environment.getOrDefault("HOME", System.getProperty("user.home")), ".kube", "config");
    String listed = environment.getOrDefault(VARIABLE, "");
    List<String> named =
        Stream.of(listed.split(File.pathSeparator)).filter(file -> !file.isBlank()).toList();
    if (named.isEmpty()) {
      if (!Files.exists(home)) {
        throw new ClusterException(
            "No cluster found: KUBECONFIG is not set, and "
                + home
                + " does not exist. Name a kubeconfig file in --kubeconfig or KUBECONFIG.");
      }
      return List.of(home.toString());
    }
    // As kubectl does, which creates the files of the list at need.
    List<String> present = named.stream().filter(file -> Files.exists(Path.of(file))).toList();
    return present.isEmpty() ? named : present;
  }

  private static Stream<NamedContext> contexts(List<io.fabric8.kubernetes.api.model.Config> parts) {
    return parts.stream()
        .flatMap(part -> Stream.ofNullable(part.getContexts()).flatMap(List::stream));
  }

  private static String names(List<io.fabric8.kubernetes.api.model.Config> parts) {
    List<String> names =
        contexts(parts).map(NamedContext::getName).distinct().sorted().limit(20).toList();
    return names.isEmpty() ? "its contexts (it has none)" : String.join(", ", names);
  }
}
