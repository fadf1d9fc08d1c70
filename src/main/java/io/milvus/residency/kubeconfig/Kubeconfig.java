package io.milvus.residency.kubeconfig;

import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a kubeconfig, read as kubectl reads them. The client library falls back on other
 * servers and credentials where it can't use what they say.
 */
public final class Kubeconfig {

  private static final String VARIABLE = "KUBECONFIG";
  private static final String OPTION = "--kubeconfig";

  private final String source;
  private final List<io.fabric8.kubernetes.api.model.Config> parts = new ArrayList<>();

  /** The place where the user names a context, for messages. */
  private final String place;

  private Kubeconfig(String origin, List<String> files, String place) throws KubeconfigException {
    this.source = origin + " " + String.join(File.pathSeparator, files);
    this.place = place;
    for (String file : files) {
      parts.add(KubeconfigFile.read(origin + " " + file, file));
    }
  }

  /**
   * Finds the cluster that a user has chosen.
   *
   * @param file the file in {@code --kubeconfig}; otherwise the files of {@code KUBECONFIG}, or
   *     else {@code ~/.kube/config}
   * @param context the context in {@code --context}; otherwise the current one
   * @param clock tells when credentials expire
   * @throws KubeconfigException if there is no cluster, or a file can't be used
   */
  public static ClusterConfig chosen(
      Optional<String> file, Optional<String> context, Map<String, String> environment, Clock clock)
      throws KubeconfigException {
    List<String> files = file.map(List::of).orElseGet(() -> files(environment));
    if (files.isEmpty()) {
      throw new KubeconfigException(
          "No cluster found: KUBECONFIG is not set, and "
              + home(environment)
              + " does not exist. Name a kubeconfig file in --kubeconfig or KUBECONFIG.");
    }
    return new Kubeconfig(file.isPresent() ? OPTION : VARIABLE, files, "in --context")
        .cluster(context, environment, clock);
  }

  /**
   * Finds the current cluster of the files of {@code KUBECONFIG}, or else of {@code
   * ~/.kube/config}; empty if there are none.
   *
   * @param clock tells when credentials expire
   * @throws KubeconfigException if a file can't be used
   */
  public static Optional<ClusterConfig> current(Map<String, String> environment, Clock clock)
      throws KubeconfigException {
    List<String> files = files(environment);
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Kubeconfig(VARIABLE, files, "as current-context")
                .cluster(Optional.empty(), environment, clock));
  }

  private static List<String> files(Map<String, String> environment) {
    List<String> named =
        Stream.of(environment.getOrDefault(VARIABLE, "").split(File.pathSeparator))
            .filter(file -> !file.isBlank())
            .toList();
    if (named.isEmpty()) {
      Path home = home(environment);
      return Files.exists(home) ? List.of(home.toString()) : List.of();
    }
    // As kubectl does, which creates the files of the list at need.
    List<String> present = named.stream().filter(file -> Files.exists(Path.of(file))).toList();
    return present.isEmpty() ? named : present;
  }

  private static Path home(Map<String, String> environment) {
    return Path.of(
        environment.getOrDefault("HOME", System.getProperty("user.home")), ".kube", "config");
  }

  private ClusterConfig cluster(
      Optional<String> named, Map<String, String> environment, Clock clock)
      throws KubeconfigException {
    Optional<String> wanted =
        named.or(
            () ->
                parts.stream()
                    .flatMap(part -> Optional.ofNullable(part.getCurrentContext()).stream())
                    .filter(name -> !name.isEmpty())
                    .findFirst());
    if (wanted.isEmpty()) {
      throw new KubeconfigException(source + ": there is no current-context. " + nameAnother());
    }
    Context context = context(wanted.get());
    requireServer(context);
    KubeconfigUser user = KubeconfigUser.of(source, context, parts);
    Config config = Config.empty();
    KubeConfigUtils.merge(
        config, wanted.get(), parts.toArray(io.fabric8.kubernetes.api.model.Config[]::new));
    user.complete(config, clock);
    KubeconfigProxy.complete(config, environment);
    return new ClusterConfig(source, config);
  }

  /** Returns a context; the library would fall back on another one. */
  private Context context(String name) throws KubeconfigException {
    return contexts()
        .filter(context -> name.equals(context.getName()) && context.getContext() != null)
        .map(NamedContext::getContext)
        .findFirst()
        .orElseThrow(
            () ->
                new KubeconfigException(
                    source + ": there is no context " + name + ". " + nameAnother()));
  }

  /** Refuses a context without server, for which the library has a server of its own. */
  private void requireServer(Context context) throws KubeconfigException {
    String cluster = Optional.ofNullable(context.getCluster()).orElse("");
    String server =
        parts.stream()
            .flatMap(part -> Stream.ofNullable(part.getClusters()).flatMap(List::stream))
            .filter(named -> cluster.equals(named.getName()) && named.getCluster() != null)
            .map(named -> Optional.ofNullable(named.getCluster().getServer()).orElse(""))
            .findFirst()
            .orElse("");
    if (!server.matches("(?i)https?://[^@\\s]+")) {
      throw new KubeconfigException(
          source
              + ": the context names the cluster "
              + cluster
              + ", which clusters lacks or which has no server as in https://host:6443. Correct the"
              + " context or the cluster.");
    }
  }

  private Stream<NamedContext> contexts() {
    return parts.stream()
        .flatMap(part -> Stream.ofNullable(part.getContexts()).flatMap(List::stream));
  }

  private String nameAnother() {
    List<String> names =
        contexts().map(NamedContext::getName).distinct().sorted().limit(20).toList();
    return "Name one of "
        + (names.isEmpty() ? "its contexts (it has none)" : String.join(", ", names))
        + " "
        + place
        + ".";
  }
}
