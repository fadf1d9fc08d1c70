package io.milvus.residency.cli;

import io.milvus.residency.cluster.ClusterException;
import io.milvus.residency.cluster.PolicyClient;
import io.milvus.residency.model.PolicyName;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The policies that a user names, and the cluster that has them. */
final class NamedPolicies {

  /** The exit code if all is well. */
  static final int DONE = 0;

  /** The exit code of an error, also if it is about one of several policies. */
  static final int FAILED = 1;

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "The names of the policies.")
  private List<String> names = new ArrayList<>();

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  /** An action on one policy that returns an exit code. */
  interface Action {

    /** Performs the action. */
    int on(PolicyName policy) throws ClusterException;
  }

  /** An action on all policies. */
  interface Task {

    /** Performs the action and returns an exit code. */
    int with(PolicyClient client, List<PolicyName> policies) throws Exception;
  }

  /** Connects to the cluster for an action. */
  int connected(CliContext context, Task task) throws Exception {
    for (String name : names) {
      // A name becomes a part of an address, where "a?b" would be the policy a.
      if (!NAME.matcher(name).matches()) {
        throw new UserException(
            "\""
                + PlainText.of(name)
                + "\" is no name of a policy. List the policies: kubectl get plp");
      }
    }
    try (PolicyClient client = cluster.connect(context)) {
      String namespace = cluster.namespace(client);
      return task.with(
          client,
          new LinkedHashSet<>(names)
              .stream().map(name -> new PolicyName(namespace, name)).toList());
    }
  }

  /** Returns the name and the options of another command for a policy. */
  String again(PolicyName policy) {
    return policy.name() + cluster.again(policy);
  }

  /**
   * Performs an action on one policy after the other, also if it fails for one of them.
   *
   * @return {@link #FAILED} if it failed for one, or else the greatest code
   */
  static int each(List<PolicyName> policies, PrintWriter err, Action action) {
    int greatest = DONE;
    boolean failed = false;
    for (PolicyName policy : policies) {
      try {
        int code = action.on(policy);
        failed |= code == FAILED;
        greatest = Math.max(greatest, code);
      } catch (ClusterException e) {
        err.println(e.getMessage());
        failed = true;
      }
    }
    return failed ? FAILED : greatest;
  }
}
