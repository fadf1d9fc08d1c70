package io.milvus.residency.cli;

import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.model.PolicyName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code residency hold}: stops all changes for policies. */
@Command(
    name = "hold",
    description = {
      "Puts policies on hold: the operator loads and releases nothing for them until they are"
          + " resumed.",
      "Sets the annotation residency.milvus.io/hold. The operator goes on reporting what it would"
          + " do, and other policies still can't release what a policy on hold wants loaded."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all policies are on hold",
      "1:an error, such as wrong usage, a policy that does not exist, or a missing right"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  residency hold articles -n search", "  residency hold articles comments"})
public final class HoldCommand implements Callable<Integer> {

  private final CliContext context;

  @Spec private CommandSpec spec;

  @Mixin private NamedPolicies policies = new NamedPolicies();

  /** Creates the command of one command line. */
  public HoldCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return HoldSwitch.set(true, policies, context, spec, this::words);
  }

  private String words(PolicyName name, PartitionLoadPolicy policy, boolean changed) {
    return name
        + (changed ? " is on hold." : " is on hold already.")
        + " To resume: "
        + spec.root().qualifiedName()
        + " resume "
        + policies.again(name);
  }
}
