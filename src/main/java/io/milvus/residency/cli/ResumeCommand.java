package io.milvus.residency.cli;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.model.PolicyName;
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
    return HoldSwitch.set(false, policies, context, spec, ResumeCommand::words);
  }

  private static String words(PolicyName name, PartitionLoadPolicy policy, boolean changed) {
    return name + (changed ? " is resumed." : " was not on hold.") + mode(policy);
  }

  /** Warns that the policy itself changes nothing, which this command does not touch. */
  private static String mode(PartitionLoadPolicy policy) {
    Mode mode = policy.getSpec().mode();
    return policy.getSpec().invalid().isEmpty() && mode != Mode.ENFORCE
        ? " It changes nothing because of its spec.mode " + mode + "."
        : "";
  }
}
