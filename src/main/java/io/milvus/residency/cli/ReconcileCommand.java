package io.milvus.residency.cli;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.Durations;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.cluster.ClusterException;
import io.milvus.residency.cluster.PolicyClient;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.model.PolicyName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code residency reconcile}: requests a pass and waits for it. */
@Command(
    name = "reconcile",
    description = {
      "Makes the operator read Milvus and act on policies now, instead of after their interval.",
      "Sets the annotation residency.milvus.io/requestedAt and waits until"
          + " status.lastHandledReconcileAt shows that the operator has handled it. Loads and releases"
          + " may still be under way then."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the operator has handled all requests",
      "1:an error, such as wrong usage, a policy that does not exist, or a missing right",
      "2:the operator has not handled a request within --timeout"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  residency reconcile articles -n search",
      "  residency reconcile articles comments --timeout 2m"
    })
public final class ReconcileCommand implements Callable<Integer> {

  private static final int LATE = 2;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofHours(24);

  private final CliContext context;

  @Spec private CommandSpec spec;

  @Mixin private NamedPolicies policies = new NamedPolicies();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description = "How long to wait, as in 90s or 5m; ${DEFAULT-VALUE} if omitted.")
  private String timeout;

  /** Creates the command of one command line. */
  public ReconcileCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    Duration longest = timeout();
    return policies.connected(
        context,
        (client, names) -> {
          String request = context.clock().instant().toString();
          List<PolicyName> waiting = new ArrayList<>();
          int asked =
              NamedPolicies.each(
                  names,
                  spec.commandLine().getErr(),
                  name -> {
                    client.annotate(
                        client.get(name), Map.of(Annotations.REQUESTED_AT, Optional.of(request)));
                    waiting.add(name);
                    return NamedPolicies.DONE;
                  });
          int handled = await(client, waiting, request, longest);
          return asked == NamedPolicies.FAILED ? asked : handled;
        });
  }

  private Duration timeout() {
    try {
      Duration parsed = Durations.parse(timeout.strip());
      if (parsed.compareTo(LONGEST) <= 0) {
        return parsed;
      }
      throw new ParameterException(spec.commandLine(), "--timeout must be at most 24h");
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--timeout " + e.getMessage(), e);
    }
  }

  /** Waits for all requests, and reports those that the operator has not handled in time. */
  private int await(PolicyClient client, List<PolicyName> names, String request, Duration longest)
      throws InterruptedException {
    long start = System.nanoTime();
    List<PolicyName> waiting = new ArrayList<>(names);
    boolean failed = false;
    try (Progress progress = new Progress(context, spec.commandLine().getErr())) {
      while (true) {
        int code =
            NamedPolicies.each(
                List.copyOf(waiting),
                spec.commandLine().getErr(),
                name -> check(client, name, request, waiting));
        failed |= code == NamedPolicies.FAILED;
        if (waiting.isEmpty() || System.nanoTime() - start >= longest.toNanos()) {
          break;
        }
        progress.show("Waiting for the operator: " + Phrases.firstOf(texts(waiting), 2));
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    }
    for (PolicyName name : waiting) {
      spec.commandLine()
          .getErr()
          .println(
              name
                  + ": the operator has not handled the request within "
                  + Durations.format(longest)
                  + ". Check that it runs and watches this namespace: kubectl get pods -A -l"
                  + " app.kubernetes.io/name=residency");
    }
    if (failed) {
      return NamedPolicies.FAILED;
    }
    return waiting.isEmpty() ? NamedPolicies.DONE : LATE;
  }

  private static List<String> texts(List<PolicyName> names) {
    return names.stream().map(PolicyName::toString).toList();
  }

  /** Reports a policy whose request is handled; it and one that can't be read wait no more. */
  private int check(PolicyClient client, PolicyName name, String request, List<PolicyName> waiting)
      throws ClusterException {
    waiting.remove(name);
    PartitionLoadPolicy policy = client.get(name);
    Optional<String> handled = policy.getStatus().lastHandledReconcileAt();
    // Another user may have replaced the request, and the operator handles the latest one.
    Optional<String> latest = Annotations.of(policy).requestedAt();
    if (handled.isPresent() && (handled.equals(Optional.of(request)) || handled.equals(latest))) {
      spec.commandLine().getOut().println(name + ": handled. " + ReadyText.of(policy.getStatus()));
    } else {
      waiting.add(name);
    }
    return NamedPolicies.DONE;
  }
}
