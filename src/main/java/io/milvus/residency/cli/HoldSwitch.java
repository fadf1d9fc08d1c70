package io.milvus.residency.cli;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.model.PolicyName;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The switch of policies between being on hold and not, which {@code hold} and {@code resume} are.
 */
final class HoldSwitch {

  private HoldSwitch() {}

  /** The words for a policy that is as the user wants it. */
  interface Words {

    /**
     * Returns the words.
     *
     * @param changed whether the command has changed the policy
     */
    String of(PolicyName name, PartitionLoadPolicy policy, boolean changed);
  }

  /** Puts policies on hold, or ends their hold, and returns the exit code. */
  static int set(
      boolean hold, NamedPolicies policies, CliContext context, CommandSpec spec, Words words)
      throws Exception {
    Map<String, Optional<String>> annotation =
        Map.of(Annotations.HOLD, hold ? Optional.of("true") : Optional.empty());
    return policies.connected(
        context,
        (client, names) ->
            NamedPolicies.each(
                names,
                spec.commandLine().getErr(),
                name -> {
                  PartitionLoadPolicy policy = client.get(name);
                  boolean changes = Annotations.of(policy).hold() != hold;
                  if (changes) {
                    client.annotate(policy, annotation);
                  }
                  spec.commandLine().getOut().println(words.of(name, policy, changes));
                  return NamedPolicies.DONE;
                }));
  }
}
