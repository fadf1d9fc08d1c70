package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.plan.PolicyPlan;
import io.milvus.residency.reconcile.PassResult;
import io.milvus.residency.reconcile.Policy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The end of a deletion with {@code deletionPolicy: Release}, and the report on partitions left.
 */
class DeletionReportTest {

  private static final PolicyMapper ENFORCING = new PolicyMapper(Mode.ENFORCE);

  private static final Instant DELETED = Instant.parse("2026-11-23T10:00:00Z");
  private static final Instant CREATED = Instant.parse("2026-11-01T00:00:00Z");
  private static final String SEEN =
      """
      collection: {id: "1", created: "2026-11-01T00:00:00Z", name: articles}
      summary: {desired: 3, loaded: 2, loading: 0, toLoad: 1, missing: 0, toRelease: 0, contested: 0}
      """;

  @Test
  void reportsNothingWhenAllIsReleased() {
    PassOutcome outcome = planned(partitionPlan("de", LoadState.NOT_LOAD, Reason.IN_SYNC, ""));

    assertThat(over(leaving("", SEEN), outcome, 1)).isTrue();
    assertThat(reportOf(leaving("", SEEN), Optional.of(outcome))).isEmpty();
  }

  @Test
  void doesNotWaitForMissingPartition() {
    PassOutcome outcome =
        planned(partitionPlan("de", LoadState.NOT_EXIST, Reason.PARTITION_NOT_FOUND, ""));

    assertThat(over(leaving("", SEEN), outcome, 1)).isTrue();
    assertThat(reportOf(leaving("", SEEN), Optional.of(outcome))).isEmpty();
  }

  @Test
  void reportsButDoesNotAwaitPartitionsKeptByOthers() {
    PassOutcome outcome =
        planned(
            partitionPlan("de", LoadState.LOADED, Reason.CONTESTED, "Needed by search/keeper."),
            partitionPlan("en", LoadState.LOADED, Reason.MIN_RESIDENT_REACHED, "Kept."));

    assertThat(over(leaving("", SEEN), outcome, 1)).isTrue();
    DeletionReport deletionReport = reportOf(leaving("", SEEN), Optional.of(outcome)).orElseThrow();
    assertThat(deletionReport.warning()).isFalse();
    assertThat(deletionReport.message())
        .contains("not released: de, en. ")
        .contains("Rule serving: Needed by search/keeper. Rule serving: Kept.");
  }

  @Test
  void waitsTwoMinutesForHeldPartitionsThenNamesThem() {
    PassOutcome outcome =
        planned(
            IntStream.range(0, 14)
                .mapToObj(
                    i ->
                        partitionPlan(
                            "p_" + (10 + i),
                            LoadState.LOADED,
                            Reason.RELEASE_PENDING,
                            "Held: the clock is wrong."))
                .toArray(PartitionPlan[]::new));

    assertThat(over(leaving("", SEEN), outcome, 119)).isFalse();
    assertThat(over(leaving("", SEEN), outcome, 120)).isTrue();
    DeletionReport deletionReport = reportOf(leaving("", SEEN), Optional.of(outcome)).orElseThrow();
    assertThat(deletionReport.warning()).isTrue();
    assertThat(deletionReport.message())
        .contains("p_18, p_19 and 4 more. Rule serving: Held: the clock is wrong.")
        .doesNotContain("p_20");
  }

  @Test
  void waitsForPartitionsWhoseListIsMissing() {
    PassOutcome outcome =
        planned(
            partitionPlan(
                "u_1",
                LoadState.LOADED,
                Reason.REFERENCE_NOT_READY,
                "ConfigMap search/users does not exist: create it."));

    assertThat(over(leaving("", SEEN), outcome, 119)).isFalse();
    DeletionReport deletionReport = reportOf(leaving("", SEEN), Optional.of(outcome)).orElseThrow();
    assertThat(deletionReport.warning()).isTrue();
    assertThat(deletionReport.reason()).isEqualTo(Reason.REFERENCE_NOT_READY);
    assertThat(deletionReport.message())
        .contains("u_1. Rule serving: ConfigMap search/users does not exist");
  }

  @Test
  void reportsUnreachableMilvus() {
    PassOutcome outcome = new PassOutcome.Failed(Reason.MILVUS_UNREACHABLE, "Connection refused.");

    assertThat(over(leaving("", SEEN), outcome, 119)).isFalse();
    assertThat(over(leaving("", SEEN), outcome, 120)).isTrue();
    DeletionReport deletionReport = reportOf(leaving("", SEEN), Optional.of(outcome)).orElseThrow();
    assertThat(deletionReport.warning()).isTrue();
    assertThat(deletionReport.message())
        .contains("not released: MilvusUnreachable: Connection refused.")
        .contains("Affected rules: serving, rest.")
        .contains("When last read, 2 of their partitions were loaded.");
  }

  @Test
  void reportsNameThatLeadsToAnotherCollection() {
    PassOutcome outcome = planned(2);

    assertThat(over(leaving("", SEEN), outcome, 1)).isTrue();
    assertThat(reportOf(leaving("", SEEN), Optional.of(outcome)).orElseThrow().message())
        .contains("its collection name leads to another collection.")
        .contains("When last read, 2 of their partitions were loaded.");
  }

  @Test
  void reportsMissingResult() {
    assertThat(reportOf(leaving("", SEEN), Optional.empty()).orElseThrow().message())
        .contains("Milvus could not be read in time");
  }

  @Test
  void doesNotWaitForPolicyThatIsNotEnforced() {
    for (String mode : List.of("mode: Observe", "mode: Suspended")) {
      assertThat(over(leaving(mode, SEEN), planned(), 0)).isTrue();
      assertThat(reportOf(leaving(mode, SEEN), Optional.empty()).orElseThrow().message())
          .contains("not released: its " + mode.replace(": ", " is ") + ".");
    }
    PartitionLoadPolicy held = leaving("", SEEN);
    held.getMetadata().setAnnotations(java.util.Map.of("residency.milvus.io/hold", "true"));
    assertThat(reportOf(held, Optional.empty()).orElseThrow().message())
        .contains("not released: its annotation residency.milvus.io/hold is set.");
  }

  @Test
  void releasesForEnforcedPolicy() {
    assertThat(ENFORCING.policy(leaving("", SEEN)).leaving()).isTrue();
  }

  @Test
  void doesNotWaitForPolicyWithoutCollection() {
    PartitionLoadPolicy unseen = leaving("", "");

    assertThat(ENFORCING.policy(unseen).leaving()).isFalse();
    assertThat(reportOf(unseen, Optional.empty()).orElseThrow().message())
        .contains("its collection was never found");
  }

  @Test
  void reportsInvalidSpec() {
    assertThat(reportOf(leaving("mode: Turbo", SEEN), Optional.empty()).orElseThrow().reason())
        .isEqualTo(Reason.INVALID_SPEC);
  }

  @Test
  void reportsNothingForPolicyWithNothingLoaded() {
    String idle = SEEN.replace("loaded: 2", "loaded: 0").replace("toRelease: 3", "toRelease: 0");

    assertThat(reportOf(leaving("mode: Observe", idle), Optional.empty())).isEmpty();
  }

  @Test
  void releasesNothingUnderOperatorThatObserves() {
    PolicyMapper observing = new PolicyMapper(Mode.OBSERVE);
    for (String mode : List.of("", "mode: Observe")) {
      PartitionLoadPolicy resource = leaving(mode, SEEN);
      Policy policy = observing.policy(resource);

      assertThat(policy.leaving()).isFalse();
      assertThat(
              DeletionReport.of(resource, policy.mode(), Optional.empty()).orElseThrow().message())
          .contains("not released: the operator runs in mode Observe.");
    }
  }

  private static Optional<DeletionReport> reportOf(
      PartitionLoadPolicy resource, Optional<PassOutcome> outcome) {
    return DeletionReport.of(
        resource, EffectiveMode.of(resource.getSpec().mode(), Annotations.of(resource)), outcome);
  }

  private static boolean over(PartitionLoadPolicy resource, PassOutcome outcome, long seconds) {
    Clock clock = Clock.fixed(DELETED.plusSeconds(seconds), ZoneOffset.UTC);
    Policy policy = ENFORCING.policy(resource);
    PassResult answer = new PassResult(policy, outcome);
    KubernetesEventRecorder events =
        new KubernetesEventRecorder(
            new EventPublisher(null, clock, "test"), name -> Optional.empty());
    return new ReleaseFinalizer(events, clock).over(resource, policy, Optional.of(answer));
  }

  private static PassOutcome.Planned planned(PartitionPlan... partitionPlans) {
    return planned(1, partitionPlans);
  }

  private static PassOutcome.Planned planned(long collection, PartitionPlan... partitionPlans) {
    ObservedCollection observed =
        new ObservedCollection(
            new CollectionId(collection, CREATED), "articles", false, List.of(), Optional.empty());
    PolicyPlan none = PolicyPlan.NONE;
    return new PassOutcome.Planned(
        observed,
        new PolicyPlan(
            Stream.of(partitionPlans).toList(),
            none.issues(),
            none.blocked(),
            none.idleRules(),
            none.recorded(),
            none.ahead(),
            none.next()));
  }

  private static PartitionPlan partitionPlan(
      String name, LoadState actual, Reason reason, String message) {
    return new PartitionPlan(
        name, RuleState.RELEASED, actual, 0, "serving", reason, message, Optional.empty());
  }

  private static PartitionLoadPolicy leaving(String more, String status) {
    String manifest =
        """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata:
          name: articles
          namespace: search
          uid: one
          generation: 2
          deletionTimestamp: "2026-11-23T10:00:00Z"
          finalizers: [residency.milvus.io/release]
        spec:
          milvus: {uri: "http://milvus:19530"}
          collection: articles
          rules:
            - {name: serving, match: {names: [de]}, state: Loaded}
            - {name: old, match: {names: [old]}, state: Released}
            - name: rest
              match: {globs: ["*"]}
              during: [{from: "22:00", to: "24:00"}]
              state: Released
              otherwise: Loaded
          deletionPolicy: Release
          %s
        status:
          observedGeneration: 1
        %s"""
            .formatted(more, status.indent(2));
    return Serialization.unmarshal(manifest, PartitionLoadPolicy.class);
  }
}
