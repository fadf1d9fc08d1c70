package io.milvus.residency.plan;

import io.milvus.residency.api.Mode;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A preview of what observing policies would meet in mode Enforce now. */
final class Preview {

  private Preview() {}

  /**
   * Returns by policy what would be blocked. There is no approval yet, because the edit has not
   * begun.
   *
   * @param causes by partition id, the causes of the releases wanted already
   */
  static Map<PolicyName, BlockedReleases> of(Situation situation, Map<Long, Cause> causes) {
    Situation enforced = enforced(situation);
    Set<Long> coming = new HashSet<>(enforced.releases().coming());
    coming.removeIf(id -> causes.get(id) instanceof Cause.Routine);
    int resident = (int) situation.resident();
    Map<PolicyName, BlockedReleases> blocked = new HashMap<>();
    if (enforced.acting().isEmpty() || coming.size() <= enforced.limit(resident)) {
      return blocked;
    }
    List<String> names =
        situation.observed().partitions().stream()
            .filter(partition -> coming.contains(partition.id()))
            .map(Partition::name)
            .toList();
    BlockedReleases would =
        new BlockedReleases(
            coming.size(),
            Optional.empty(),
            "In mode Enforce, the releases would need approval: "
                + Approval.shareOf(coming.size(), resident, enforced)
                + ".",
            "",
            "");
    situation.claims().all().stream()
        .filter(claim -> claim.mode() == Mode.OBSERVE && !claim.leaving())
        .filter(claim -> Approval.owns(enforced.desired(), claim, names))
        .forEach(claim -> blocked.put(claim.policy(), would));
    return blocked;
  }

  private static Situation enforced(Situation situation) {
    ClaimSet claims =
        new ClaimSet(
            situation.claims().all().stream()
                .map(claim -> claim.mode() == Mode.OBSERVE ? claim.enforced() : claim)
                .toList(),
            situation.claims().doubts());
    DesiredState desired = DesiredState.of(claims.all(), situation.observed(), situation.now());
    return new Situation(
        claims,
        desired,
        situation.observed(),
        ReleaseCandidates.of(
            desired, claims, situation.observed(), situation.plannerState(), situation.now()),
        situation.plannerState(),
        situation.now());
  }
}
