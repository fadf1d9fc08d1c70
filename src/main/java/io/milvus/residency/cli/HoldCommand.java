package io.milvus.residency.cli;

import io.milvus.residency.api.Annotations;
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
    return policies.connected(
        context,
        (client, names) ->
            NamedPolicies.each(names, spec.commandLine().getErr(), name -> hold(client, name)));
  }

  private int hold(PolicyClient client, PolicyName name) throws ClusterException {
    PartitionLoadPolicy policy = client.get(name);
    boolean before = Annotations.of(policy).hold();
    if (!before) {
      client.annotate(policy, Map.of(Annotations.HOLD, Optional.of("true")));
    }
    spec.commandLine()
        .getOut()
        .println(
            name
                + (before ? " is on hold already." : " is on hold.")
                + " To resume: "
                + spec.root().qualifiedName()
                + " resume "
                + policies.again(name));
    return NamedPolicies.DONE;
  }
}
