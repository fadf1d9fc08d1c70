package io.milvus.residency.app;

import io.milvus.residency.api.Durations;
import io.milvus.residency.api.Mode;
import io.milvus.residency.reconcile.EndpointAllowList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code residency operator}, which runs until the process is told to stop. */
@Command(
    name = "operator",
    description = {
      "Runs the operator against the cluster in KUBECONFIG, or the cluster that it runs in.",
      "Stops on SIGTERM or Ctrl-C; loaded partitions stay loaded."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped by SIGTERM or Ctrl-C",
      "1:failed to start, for example wrong usage or an unusable kubeconfig; or another operator"
          + " has taken the lease of this one, which has to be restarted"
    },
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  KUBECONFIG                the kubeconfig file; ~/.kube/config if omitted, or else the",
      "                            ServiceAccount of the pod",
      "  RESIDENCY_LOG_LEVEL       ERROR, WARN, INFO or DEBUG (logs each call); INFO if omitted",
      "  RESIDENCY_LOG_LEVEL_FILE  file with a level, which may come, change and go at any time",
      "  RESIDENCY_LOG_FORMAT      text or json; text if omitted",
      "  and the variables in parentheses above, which the options override",
      "",
      "Examples:",
      "  residency operator",
      "  residency operator --namespaces search,shop --mode Observe"
    },
    versionProvider = Main.Version.class)
final class OperatorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--namespaces",
      paramLabel = "NAMESPACE",
      split = ",",
      defaultValue = "${env:RESIDENCY_NAMESPACES}",
      description = {
        "Namespaces to watch, comma-separated; all if omitted (RESIDENCY_NAMESPACES).",
        "With this option, the operator does not see policies of other namespaces: partitions that"
            + " they want loaded are not protected, and a policy of these namespaces can release"
            + " them. Do not let two operators manage one collection."
      })
  private Set<String> namespaces = new LinkedHashSet<>();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "${env:RESIDENCY_MODE:-Enforce}",
      description = {
        "Enforce or Observe; Enforce if omitted (RESIDENCY_MODE).",
        "With Observe, the operator plans for all policies and reports what it would do, but loads"
            + " and releases nothing, whatever the mode of a policy. Deleting a policy releases"
            + " nothing either."
      })
  private String mode;

  @Option(
      names = "--milvus-endpoints",
      paramLabel = "HOST[:PORT]",
      split = ",",
      defaultValue = "${env:RESIDENCY_MILVUS_ENDPOINTS}",
      description = {
        "Milvus servers that policies may name, comma-separated; any if omitted"
            + " (RESIDENCY_MILVUS_ENDPOINTS).",
        "Example: milvus.prod.svc,*.vectordb.svc:19530,[fd00::7]",
        "If omitted, anyone who may write policies can control any reachable Milvus without"
            + " authentication, and have credentials from Secrets of their namespace sent to any"
            + " address."
      })
  private List<String> endpoints = new ArrayList<>();

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "${env:RESIDENCY_HTTP_PORT:-8080}",
      description =
          "Port for the probes and /metrics, 0 for any free port; 8080 if omitted"
              + " (RESIDENCY_HTTP_PORT).")
  private int httpPort;

  @Option(
      names = "--load-timeout",
      paramLabel = "DURATION",
      defaultValue = "${env:RESIDENCY_LOAD_TIMEOUT:-4m}",
      description = {
        "How long a load may make no progress before the operator cancels it; 4m if omitted"
            + " (RESIDENCY_LOAD_TIMEOUT).",
        "Set it to less than half of queryCoord.loadTimeoutSeconds of Milvus, which is 600 s by"
            + " default: after that time, Milvus itself releases the partition, and from 2.6.6 on the whole"
            + " collection with it."
      })
  private String loadTimeout;

  @Option(
      names = "--lease-namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "${env:RESIDENCY_LEASE_NAMESPACE}",
      description = {
        "The namespace of the Lease residency-operator, by which one of several operators is elected"
            + " (RESIDENCY_LEASE_NAMESPACE).",
        "The others follow: they watch the policies, and change nothing. If omitted, this operator"
            + " must be the only one."
      })
  private Optional<String> leaseNamespace = Optional.empty();

  @Override
  public Integer call() throws Exception {
    OperatorSettings settings = settings();
    LogLevelFile.follow(System.getenv());
    return new OperatorRun(settings, leaseNamespace()).run();
  }

  private Optional<String> leaseNamespace() {
    leaseNamespace.ifPresent(
        name -> requireNamespace("--lease-namespace (RESIDENCY_LEASE_NAMESPACE)", name));
    return leaseNamespace;
  }

  private EndpointAllowList endpoints() {
    String option = "--milvus-endpoints (RESIDENCY_MILVUS_ENDPOINTS)";
    try {
      return new EndpointAllowList(trimmed(option, endpoints));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
    }
  }

  /** Refuses empty values: a variable that a template left empty does not mean "any". */
  private List<String> trimmed(String option, Collection<String> values) {
    List<String> trimmed = values.stream().map(String::strip).toList();
    if (trimmed.contains("")) {
      throw new ParameterException(
          spec.commandLine(),
          option
              + (trimmed.size() > 1 ? " has an empty entry" : " is empty")
              + ": set a value, or omit the setting");
    }
    return trimmed;
  }

  private Mode mode() {
    return Stream.of(Mode.ENFORCE, Mode.OBSERVE)
        .filter(known -> known.toString().equals(mode.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--mode (RESIDENCY_MODE) must be Enforce or Observe, but is " + mode));
  }

  private Duration loadTimeout() {
    String option = "--load-timeout (RESIDENCY_LOAD_TIMEOUT) ";
    try {
      Duration parsed = Durations.parse(loadTimeout.strip());
      if (parsed.compareTo(Duration.ofSeconds(5)) < 0
          || parsed.compareTo(Duration.ofHours(24)) > 0) {
        throw new ParameterException(
            spec.commandLine(), option + "must be 5s to 24h, but is " + loadTimeout);
      }
      return parsed;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + e.getMessage(), e);
    }
  }

  private void requireNamespace(String option, String name) {
    if (!name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
      throw new ParameterException(
          spec.commandLine(), option + ": \"" + name + "\" is not a valid namespace name");
    }
  }

  private OperatorSettings settings() {
    if (httpPort < 0 || httpPort > 65535) {
      throw new ParameterException(
          spec.commandLine(),
          "--http-port (RESIDENCY_HTTP_PORT) must be 0 to 65535, but is " + httpPort);
    }
    Set<String> named =
        new LinkedHashSet<>(trimmed("--namespaces (RESIDENCY_NAMESPACES)", namespaces));
    named.forEach(name -> requireNamespace("--namespaces (RESIDENCY_NAMESPACES)", name));
    return new OperatorSettings(
        named, mode(), endpoints(), httpPort, loadTimeout(), OperatorSettings.hostName());
  }
}
