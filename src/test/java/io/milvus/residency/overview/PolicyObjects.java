package io.milvus.residency.overview;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.overview.Overview.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Policies as the API server returns them, with the status that an operator has written. */
final class PolicyObjects {

  static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
  static final Source SOURCE = new Source("https://cluster.example:6443", "namespace search");
  static final OperatorState RUNNING =
      new OperatorState.Elected("residency-system", Optional.of(NOW.minusSeconds(3)));

  /** The spec of a policy on collection articles. */
  static final String ARTICLES =
      """
      milvus: {uri: "http://milvus:19530"}
      collection: articles
      rules:
        - {name: serving, match: {names: [p_1, p_2]}, state: Loaded}
        - {name: old, match: {globs: ["p_*"]}, state: Released}
      """;

  /** A status of an edit that waits for approval. */
  static final String BLOCKED =
      """
      observedGeneration: 3
      collection: {id: "450", created: "2026-11-01T00:00:00Z", name: articles}
      blocked: {releases: 5, approval: 093d6474fcce1ac6}
      summary: {desired: 2, loaded: 1, loading: 1, toLoad: 0, missing: 0, toRelease: 5, contested: 0}
      pending:
        - {name: p_3, desired: Released, actual: Loaded, rule: old, reason: ReleaseBlocked}
        - {name: p_2, desired: Loaded, actual: Loading, rule: serving, reason: Loading, progress: 43}
      next: {time: "2026-11-28T00:00:00Z", loads: 1, releases: 0}
      conditions:
        - type: Ready
          status: "False"
          reason: ReleaseBlocked
          message: "Releases are blocked: this edit would release 5 of 8 resident partitions."
          observedGeneration: 3
          lastTransitionTime: "2026-11-27T09:00:00Z"
        - {type: Stalled, status: "True", reason: ReleaseBlocked, message: "", observedGeneration: 3}
      """;

  /** A status without anything to do. */
  static final String IN_SYNC =
      """
      observedGeneration: 3
      collection: {id: "450", created: "2026-11-01T00:00:00Z", name: articles}
      summary: {desired: 2, loaded: 2, loading: 0, toLoad: 0, missing: 0, toRelease: 0, contested: 0}
      conditions:
        - type: Ready
          status: "True"
          reason: InSync
          message: 2 of 2 partitions loaded.
          observedGeneration: 3
          lastTransitionTime: "2026-11-27T09:00:00Z"
      """;

  private PolicyObjects() {}

  /** Returns a policy of namespace search at generation 3. */
  static PartitionLoadPolicy policy(String name, String spec, String status) {
    return policy("search", name, spec, status);
  }

  static PartitionLoadPolicy policy(String namespace, String name, String spec, String status) {
    String yaml =
        """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata: {name: %s, namespace: %s, generation: 3}
        spec:
        %sstatus:
        %s"""
            .formatted(name, namespace, spec.indent(2), status.indent(2));
    return Serialization.unmarshal(yaml, PartitionLoadPolicy.class);
  }

  /** Returns the overview while an operator runs, without a look at Milvus. */
  static Overview overview(PartitionLoadPolicy... policies) {
    return new OverviewFactory(NOW, SOURCE, RUNNING, MilvusObservation.NONE, " --context test")
        .overview(List.of(policies));
  }
}
