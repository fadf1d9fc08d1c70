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
import java.util.Collection;
import java.util.LinkedHashMap;
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
          List<Request> waiting = new ArrayList<>();
          int asked =
              NamedPolicies.each(
                  names,
                  spec.commandLine().getErr(),
                  name -> {
                    PartitionLoadPolicy policy = client.get(name);
                    client.annotate(policy, Map.of(Annotations.REQUESTED_AT, Optional.of(request)));
                    waiting.add(
                        new Request(name, request, policy.getStatus().lastHandledReconcileAt()));
                    return NamedPolicies.DONE;
                  });
          int handled = await(client, waiting, longest);
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
  private int await(PolicyClient client, List<Request> requests, Duration longest)
      throws InterruptedException {
    long start = System.nanoTime();
    Map<PolicyName, Request> waiting = new LinkedHashMap<>();
    requests.forEach(request -> waiting.put(request.policy(), request));
    boolean failed = false;
    try (Progress progress = new Progress(context, spec.commandLine().getErr())) {
      while (true) {
        int code =
            NamedPolicies.each(
                List.copyOf(waiting.keySet()),
                spec.commandLine().getErr(),
                name -> check(client, waiting.remove(name), waiting));
        failed |= code == NamedPolicies.FAILED;
        if (waiting.isEmpty() || System.nanoTime() - start >= longest.toNanos()) {
          break;
        }
        progress.show("Waiting for the operator: " + Phrases.firstOf(texts(waiting.keySet()), 2));
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    }
    for (PolicyName name : waiting.keySet()) {
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

  private static List<String> texts(Collection<PolicyName> names) {
    return names.stream().map(PolicyName::toString).toList();
  }

  /** Reports a policy whose request is handled; it and one that can't be read wait no more. */
  private int check(PolicyClient client, Request request, Map<PolicyName, Request> waiting)
      throws ClusterException {
    PartitionLoadPolicy policy = client.get(request.policy());
    if (request.handled(policy)) {
      spec.commandLine()
          .getOut()
          .println(request.policy() + ": handled. " + ReadyText.of(policy.getStatus()));
    } else {
      waiting.put(request.policy(), request);
    }
    return NamedPolicies.DONE;
  }

  /**
   * A request that was made.
   *
   * @param text the value of the annotation
   * @param before the request that the operator had handled last by then
   */
  private record Request(PolicyName policy, String text, Optional<String> before) {

    /**
     * Returns whether the operator has handled it, or a later one of another user, who has replaced
     * it. One that was handled before proves nothing: the tool that deploys the policy may have put
     * it back.
     */
    boolean handled(PartitionLoadPolicy policy) {
      Optional<String> handled = policy.getStatus().lastHandledReconcileAt();
      Optional<String> latest = Annotations.of(policy).requestedAt();
      return handled.equals(Optional.of(text))
          || (handled.isPresent() && handled.equals(latest) && !handled.equals(before));
    }
  }
}
