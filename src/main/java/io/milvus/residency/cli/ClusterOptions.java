package io.milvus.residency.cli;

import io.milvus.residency.cluster.PolicyClient;
import io.milvus.residency.kubeconfig.Kubeconfig;
import io.milvus.residency.kubeconfig.KubeconfigException;
import io.milvus.residency.model.PolicyName;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options that select a cluster and a namespace, named as those of kubectl. */
final class ClusterOptions {

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private static final Pattern PLAIN = Pattern.compile("[-A-Za-z0-9@%+=:,./_]+");

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "The kubeconfig file; if omitted, the files in KUBECONFIG, or else ~/.kube/config.")
  private Optional<String> kubeconfig = Optional.empty();

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "The context of the kubeconfig; the current one if omitted.")
  private Optional<String> context = Optional.empty();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "The namespace of the policies; that of the context if omitted.")
  private Optional<String> namespace = Optional.empty();

  /**
   * Connects to the cluster; the caller closes the client.
   *
   * @throws KubeconfigException if there is no kubeconfig, or it can't be used
   * @throws UserException if the namespace is no name of one
   */
  PolicyClient connect(CliContext surroundings) throws KubeconfigException, UserException {
    // It becomes a part of addresses, and an empty one would stand for all namespaces.
    if (namespace.isPresent() && !NAME.matcher(namespace.get()).matches()) {
      throw new UserException(
          "\""
              + PlainText.of(namespace.get())
              + "\" is no name of a namespace. Correct --namespace.");
    }
    return PolicyClient.open(
        Kubeconfig.chosen(kubeconfig, context, surroundings.environment(), surroundings.clock()));
  }

  /** Returns the namespace that the user has named, or else that of the context. */
  String namespace(PolicyClient client) {
    return namespace.orElseGet(client.config()::namespace);
  }

  /** Returns the options of a command for a policy in the same cluster, each after a blank. */
  String again(PolicyName policy) {
    return options(context) + " -n " + policy.namespace();
  }

  /**
   * Returns the options of kubectl for the cluster of a client, each after a blank. The context is
   * always named, because another one may be the current one when the command is run.
   */
  String kubectl(PolicyClient client) {
    return options(client.config().context());
  }

  private String options(Optional<String> context) {
    return context.map(name -> " --context " + quoted(name)).orElse("")
        + kubeconfig.map(file -> " --kubeconfig " + quoted(file)).orElse("");
  }

  /** Returns a word that a shell reads as this text. */
  private static String quoted(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** Returns whether the user has named a namespace. */
  boolean namesNamespace() {
    return namespace.isPresent();
  }
}
