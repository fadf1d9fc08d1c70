package io.milvus.residency.overview;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PolicyStatus.Blocked;
import io.milvus.residency.api.PolicyStatus.Change;
import io.milvus.residency.model.PolicyName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the blocked releases of a collection, and the commands that approve them. */
final class Approvals {

  /** Texts that a shell does not interpret: others than the operator can write a status, too. */
  private static final Pattern SAFE = Pattern.compile("[0-9A-Za-z]{1,64}");

  private Approvals() {}

  /**
   * Returns one request for each approval, although several policies may wait for it.
   *
   * @param kubectl the options with which kubectl reaches the cluster, each after a blank
   */
  static List<ApprovalRequest> of(List<PolicyReading> policies, String kubectl) {
    Map<String, List<PolicyReading>> waiting = new LinkedHashMap<>();
    for (PolicyReading policy : policies) {
      // An approval from a status that is behind may be for an earlier edit.
      if (policy.overview().state().attention() == Attention.ACTION) {
        approval(policy)
            .ifPresent(value -> waiting.computeIfAbsent(value, v -> new ArrayList<>()).add(policy));
      }
    }
    return waiting.entrySet().stream()
        .map(entry -> request(entry.getKey(), entry.getValue(), kubectl))
        .toList();
  }

  private static Optional<String> approval(PolicyReading policy) {
    return policy
        .status()
        .blocked()
        .flatMap(Blocked::approval)
        .filter(value -> SAFE.matcher(value).matches());
  }

  private static ApprovalRequest request(
      String approval, List<PolicyReading> policies, String kubectl) {
    PolicyReading first = policies.get(0);
    PolicyName name = first.name();
    return new ApprovalRequest(
        // Those that the edit has made already are counted, too, but wait no more.
        Math.max(
            0,
            first.status().blocked().orElseThrow().releases()
                - first.status().change().map(Change::released).orElse(0)),
        policies.stream().map(PolicyReading::name).toList(),
        "kubectl annotate --overwrite plp "
            + name.name()
            + " -n "
            + name.namespace()
            + kubectl
            + " "
            + Annotations.APPROVE
            + "="
            + approval);
  }
}
