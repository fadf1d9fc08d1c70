package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.api.EventReason;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.Claim;
import io.milvus.residency.plan.ClaimSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A warning about a Milvus whose version is not known, once for each policy and version. */
final class VersionWarning {

  private final Map<PolicyName, String> warned = new HashMap<>();

  /** Warns the policies that have not been warned of this version. */
  void warn(Milvus milvus, ClaimSet claims, EventRecorder recorder) {
    warned.keySet().retainAll(claims.all().stream().map(Claim::policy).collect(toSet()));
    Optional<String> warning = milvus.versionWarning();
    if (warning.isEmpty()) {
      return;
    }
    for (Claim claim : claims.all()) {
      if (!warning.get().equals(warned.put(claim.policy(), warning.get()))) {
        recorder.warned(claim.policy(), EventReason.UNKNOWN_VERSION, warning.get());
      }
    }
  }
}
