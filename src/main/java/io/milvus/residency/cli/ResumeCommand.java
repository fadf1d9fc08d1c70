package io.milvus.residency.cli;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.cluster.ClusterException;
import io.milvus.residency.cluster.PolicyClient;
import io.milvus.residency.model.PolicyName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code residency resume}: ends the hold of policies. */
@Command(
    name = "resume",
    description = {
      "Ends the hold of policies: the operator loads and releases for them again.",
      "Removes the annotation residency.milvus.io/hold. If the operator would then release more than"
          + " safety.maxReleasePerChange allows, it asks for approval. Changes no spec.mode."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no policy is on hold any more",
      "1:an error, such as wrong usage, a policy that does not exist, or a missing right"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  residency resume articles -n search", "  residency resume articles comments"})
public final class ResumeCommand implements Callable<Integer> {

  private final CliContext context;

  @Spec private CommandSpec spec;

  @Mixin private NamedPolicies policies = new NamedPolicies();

  /** Creates the command of one command line. */
  public ResumeCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return policies.connected(
        context,
        (client, names) ->
            NamedPolicies.each(names, spec.commandLine().getErr(), name -> resume(client, name)));
  }

  private int resume(PolicyClient client, PolicyName name) throws ClusterException {
    PartitionLoadPolicy policy = client.get(name);
    boolean before = Annotations.of(policy).hold();
    if (before) {
      client.annotate(policy, Map.of(Annotations.HOLD, Optional.empty()));
    }
    spec.commandLine()
        .getOut()
        .println(name + (before ? " is resumed." : " was not on hold.") + mode(policy));
    return NamedPolicies.DONE;
  }

  /** Warns that the policy itself changes nothing, which this command does not touch. */
  private static String mode(PartitionLoadPolicy policy) {
    Mode mode = policy.getSpec().mode();
    return policy.getSpec().invalid().isEmpty() && mode != Mode.ENFORCE
        ? " It changes nothing because of its spec.mode " + mode + "."
        : "";
  }
}
