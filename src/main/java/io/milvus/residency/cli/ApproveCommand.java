package io.milvus.residency.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.cluster.ClusterException;
import io.milvus.residency.cluster.PolicyClient;
import io.milvus.residency.cluster.PolicyConflictException;
import io.milvus.residency.cluster.Scope;
import io.milvus.residency.model.PolicyName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code residency approve}: approves the blocked releases of policies. */
@Command(
    name = "approve",
    description = {
      "Approves releases that safety.maxReleasePerChange blocks, after showing them and asking.",
      "Sets the annotation residency.milvus.io/approve to the value that status.blocked.approval of"
          + " the policy shows, which approves exactly the shown releases of exactly this edit. If"
          + " the edit changes before the answer, nothing is approved."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:approved, now or before",
      "1:an error, such as wrong usage, a missing right, an edit that has changed since it was"
          + " shown, or no terminal to ask on without --yes",
      "2:not approved: nothing is blocked, the policy changes nothing yet, or the answer was no"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  residency approve articles -n search",
      "  residency approve articles comments --yes",
      "  residency approve articles </dev/null     # shows what waits, and approves nothing"
    })
public final class ApproveCommand implements Callable<Integer> {

  private static final int NOT_APPROVED = 2;
  private static final int ATTEMPTS = 5;

  private final CliContext context;
  private final BufferedReader answers;

  @Spec private CommandSpec spec;

  @Mixin private NamedPolicies policies = new NamedPolicies();

  @Option(
      names = {"-y", "--yes"},
      description = "Approve without asking, as in a script.")
  private boolean yes;

  /** Creates the command of one command line. */
  public ApproveCommand(CliContext context) {
    this.context = context;
    this.answers = new BufferedReader(new InputStreamReader(context.in(), UTF_8));
  }

  @Override
  public Integer call() throws Exception {
    return policies.connected(
        context,
        (client, names) -> {
          Set<String> given = new HashSet<>();
          return NamedPolicies.each(
              names, spec.commandLine().getErr(), name -> approve(client, name, given));
        });
  }

  /** Approves the edit of one policy, unless another policy of it was approved before. */
  private int approve(PolicyClient client, PolicyName name, Set<String> given)
      throws ClusterException {
    PartitionLoadPolicy policy = client.get(name);
    Optional<String> approval = BlockedEdit.approval(policy.getStatus());
    if (policy.getStatus().observedGeneration() != policy.getMetadata().getGeneration()) {
      throw new ClusterException(
          "The operator has not evaluated the present spec of "
              + name
              + " yet, so nothing was approved. Run the command again when it has: "
              + program()
              + " reconcile "
              + policies.again(name));
    }
    if (approval.isEmpty()) {
      print(name + ": nothing to approve. " + why(policy));
      return NOT_APPROVED;
    }
    boolean again = Annotations.of(policy).approve().equals(approval);
    if (again || given.contains(approval.get())) {
      print(name + ": " + PlainText.of(approval.get()) + " is approved already.");
      return NamedPolicies.DONE;
    }
    BlockedEdit edit = BlockedEdit.of(name, policy, others(client, policy));
    edit.lines().forEach(this::print);
    if (!yes && !agreed(edit)) {
      print(name + ": not approved.");
      return NOT_APPROVED;
    }
    annotate(client, edit, policy);
    given.add(edit.approval());
    print(name + ": approved. The operator makes these releases when their delay is over.");
    return NamedPolicies.DONE;
  }

  private static String why(PartitionLoadPolicy policy) {
    return policy.getStatus().blocked().isPresent()
        ? "The policy changes nothing now, so its edit has not begun: its spec.mode is not Enforce,"
            + " or it is on hold, or the operator runs in mode Observe."
        : ReadyText.of(policy.getStatus());
  }

  /** Returns the other policies of the edit, which name further partitions of it. */
  private static List<PartitionLoadPolicy> others(PolicyClient client, PartitionLoadPolicy policy) {
    List<PartitionLoadPolicy> others = new ArrayList<>();
    Optional<String> approval = BlockedEdit.approval(policy.getStatus());
    try {
      client.forEach(
          Scope.of(policy.getMetadata().getNamespace()),
          other -> {
            if (BlockedEdit.approval(other.getStatus()).equals(approval)) {
              others.add(other);
            }
          });
    } catch (ClusterException e) {
      // A user who may only get policies sees fewer names.
      return List.of();
    }
    return others;
  }

  private boolean agreed(BlockedEdit edit) throws ClusterException {
    if (!context.terminal().interactive()) {
      throw new ClusterException(
          edit.policy()
              + ": not approved, because there is no terminal to ask on. To approve what is shown"
              + " without being asked, add --yes.");
    }
    if (!context.terminal().output()) {
      // Nobody has seen what was printed.
      edit.lines().forEach(spec.commandLine().getErr()::println);
    }
    spec.commandLine()
        .getErr()
        .print("Approve " + edit.releases() + " of " + edit.policy() + "? [y/N] ");
    spec.commandLine().getErr().flush();
    try {
      String answer = Optional.ofNullable(answers.readLine()).orElse("");
      return Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Approves the edit if it is still the one that was shown; other changes don't matter. */
  private static void annotate(PolicyClient client, BlockedEdit edit, PartitionLoadPolicy shown)
      throws ClusterException {
    Map<String, Optional<String>> approve =
        Map.of(Annotations.APPROVE, Optional.of(edit.approval()));
    PartitionLoadPolicy latest = shown;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        client.annotateUnchanged(latest, approve);
        return;
      } catch (PolicyConflictException e) {
        latest = client.get(edit.policy());
        if (!BlockedEdit.same(shown, latest)) {
          throw new PolicyConflictException(
              "The edit of "
                  + edit.policy()
                  + " has changed since it was shown, so nothing was approved. Run the command again"
                  + " to see what waits now.");
        }
      }
    }
    throw new PolicyConflictException(
        "Policy "
            + edit.policy()
            + " changes all the time, so nothing was approved. Run the command again.");
  }

  private String program() {
    return spec.root().qualifiedName();
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
  }
}
