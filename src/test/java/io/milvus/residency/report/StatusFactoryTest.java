package io.milvus.residency.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.PolicyStatus.Pending;
import io.milvus.residency.api.PolicyStatus.Summary;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.plan.Claim;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.plan.PolicyIssue;
import io.milvus.residency.plan.PolicyPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusFactoryTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");
  private static final EffectiveMode ENFORCE = EffectiveMode.of(Mode.ENFORCE, Annotations.NONE);

  private static final ObservedCollection ARTICLES =
      new ObservedCollection(
          new CollectionId(457123, Instant.parse("2026-11-01T00:00:00Z")),
          "articles_v2",
          false,
          List.of(),
          Optional.empty());

  @Test
  void reportsOnlyReadyWhenAllIsAsWanted() {
    PolicyStatus status = planned(Mode.ENFORCE, loaded("de"), released("old"));

    assertThat(status.observedGeneration()).isEqualTo(4);
    assertThat(status.collection().orElseThrow().id()).isEqualTo("457123");
    assertThat(status.collection().orElseThrow().name()).isEqualTo("articles_v2");
    assertThat(status.summary()).contains(new Summary(1, 1, 0, 0, 0, 0, 0));
    assertThat(status.pending()).isEmpty();
    assertThat(status.conditions())
        .extracting(Condition::getType, Condition::getStatus, Condition::getReason)
        .containsExactly(tuple("Ready", "True", "InSync"));
    assertThat(status.conditions().get(0).getMessage()).isEqualTo("1 of 1 partitions loaded.");
    assertThat(status.conditions().get(0).getObservedGeneration()).isEqualTo(4);
  }

  @Test
  void returnsTheSameStatusForTheSameOutcomeLater() {
    PassOutcome outcome = outcome(loaded("de"), waiting("old"));
    PolicyStatus first =
        StatusFactory.status(PolicyStatus.EMPTY, 4, ENFORCE, Annotations.NONE, outcome, NOW);

    PolicyStatus second =
        StatusFactory.status(first, 4, ENFORCE, Annotations.NONE, outcome, NOW.plusSeconds(60));

    assertThat(second).isEqualTo(first);
  }

  @Test
  void movesTransitionTimesOnlyWithConditionStatus() {
    PolicyStatus first =
        StatusFactory.status(
            PolicyStatus.EMPTY, 4, ENFORCE, Annotations.NONE, outcome(loading("de")), NOW);
    Instant later = NOW.plusSeconds(60);
    PolicyStatus stillNot =
        StatusFactory.status(first, 5, ENFORCE, Annotations.NONE, outcome(missing("fr")), later);
    PolicyStatus ready =
        StatusFactory.status(stillNot, 5, ENFORCE, Annotations.NONE, outcome(loaded("de")), later);

    assertThat(ready(first).getLastTransitionTime()).isEqualTo("2026-11-23T10:00:00Z");
    assertThat(ready(stillNot).getLastTransitionTime()).isEqualTo("2026-11-23T10:00:00Z");
    assertThat(ready(ready).getLastTransitionTime()).isEqualTo("2026-11-23T10:01:00Z");
  }

  @Test
  void reportsTheMostPressingReason() {
    PolicyStatus status = planned(Mode.ENFORCE, waiting("old"), loading("de"), missing("fr"));

    assertThat(ready(status).getReason()).isEqualTo("PartitionNotFound");
    assertThat(ready(status).getMessage()).contains("Not found: fr.");
    assertThat(status.pending())
        .extracting(Pending::name)
        .as("the most pressing first")
        .containsExactly("fr", "de", "old");
  }

  @Test
  void reportsReconcilingWhileLoading() {
    PolicyStatus status = planned(Mode.ENFORCE, loading("de"));

    assertThat(status.conditions())
        .extracting(Condition::getType, Condition::getStatus)
        .containsExactly(tuple("Ready", "False"), tuple("Reconciling", "True"));
    assertThat(status.pending().get(0).progress()).hasValue(50);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void setsTheConditionsOfEachReason(Reason reason) {
    PolicyStatus status =
        StatusFactory.status(
            PolicyStatus.EMPTY,
            1,
            ENFORCE,
            Annotations.NONE,
            new PassOutcome.Failed(reason, "why"),
            NOW);

    List<String> expected =
        switch (reason.kind()) {
          case READY -> List.of("Ready=True");
          case RECONCILING -> List.of("Ready=False", "Reconciling=True");
          case STALLED -> List.of("Ready=False", "Stalled=True");
        };
    assertThat(status.conditions())
        .extracting(c -> c.getType() + "=" + c.getStatus())
        .isEqualTo(expected);
    assertThat(status.conditions()).allMatch(c -> c.getReason().equals(reason.toString()));
  }

  @Test
  void keepsOnlyTheCollectionAfterAFailure() {
    PolicyStatus before = planned(Mode.ENFORCE, loaded("de"));

    PolicyStatus after =
        StatusFactory.status(
            before,
            4,
            ENFORCE,
            Annotations.NONE,
            new PassOutcome.Failed(Reason.MILVUS_UNREACHABLE, "connection refused"),
            NOW);

    assertThat(after.collection()).isEqualTo(before.collection());
    assertThat(after.summary()).isEmpty();
    assertThat(ready(after).getMessage()).isEqualTo("connection refused");
  }

  @ParameterizedTest
  @CsvSource({"MILVUS_UNREACHABLE, true", "COLLECTION_NOT_FOUND, false", "INVALID_SPEC, false"})
  void whatWasAgreedToOutlastsAFailureOfMilvusOnly(Reason reason, boolean agreed) {
    PolicyStatus settled =
        Serialization.unmarshal(
            "observedGeneration: 4\nsettledIntent: v1-0123456789abcdef", PolicyStatus.class);

    PolicyStatus after =
        StatusFactory.status(
            settled, 4, ENFORCE, Annotations.NONE, new PassOutcome.Failed(reason, "why"), NOW);

    assertThat(after.settledIntent().isPresent()).isEqualTo(agreed);
  }

  @Test
  void reportsInObserveWhatEnforceWouldDo() {
    PolicyStatus status =
        planned(
            Mode.OBSERVE,
            partitionPlan("de", RuleState.LOADED, LoadState.NOT_LOAD, Reason.OBSERVING),
            partitionPlan("old", RuleState.RELEASED, LoadState.LOADED, Reason.OBSERVING));

    assertThat(ready(status).getStatus()).isEqualTo("True");
    assertThat(ready(status).getReason()).isEqualTo("Observing");
    assertThat(ready(status).getMessage())
        .isEqualTo("0 of 1 partitions loaded. Enforce would load de and release old.");
    assertThat(status.pending()).extracting(Pending::name).containsExactly("de", "old");
  }

  @Test
  void reportsThatAPolicyIsOnHold() {
    PolicyStatus status =
        StatusFactory.status(
            PolicyStatus.EMPTY,
            4,
            new EffectiveMode(Mode.ENFORCE, true, Mode.ENFORCE),
            Annotations.NONE,
            outcome(partitionPlan("de", RuleState.LOADED, LoadState.NOT_LOAD, Reason.OBSERVING)),
            NOW);

    assertThat(ready(status).getReason()).isEqualTo("Observing");
    assertThat(ready(status).getMessage())
        .isEqualTo(
            "On hold. To resume, remove the annotation residency.milvus.io/hold or set it to"
                + " \"false\". 0 of 1 partitions loaded. Enforce would load de and release"
                + " nothing.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ENFORCE   | false | 0 of 1 partitions loaded. Enforce would load de and release nothing.
          OBSERVE   | false | 0 of 1 partitions loaded. Enforce would load de and release nothing.
          ENFORCE   | true  | On hold. To resume, remove the annotation
          SUSPENDED | false | Suspended: the policy changes nothing.
          """)
  void reportsThatTheOperatorObserves(Mode mode, boolean hold, String rest) {
    PolicyStatus status =
        StatusFactory.status(
            PolicyStatus.EMPTY,
            4,
            new EffectiveMode(Mode.OBSERVE, hold, mode),
            Annotations.NONE,
            outcome(partitionPlan("de", RuleState.LOADED, LoadState.NOT_LOAD, Reason.OBSERVING)),
            NOW);

    assertThat(ready(status).getReason())
        .isEqualTo(mode == Mode.SUSPENDED ? "Suspended" : "Observing");
    assertThat(ready(status).getMessage())
        .startsWith(
            "The operator runs in mode Observe and changes nothing for any policy. " + rest);
  }

  @Test
  void reportsALoadSettingsMismatch() {
    PolicyStatus status =
        StatusFactory.status(
            PolicyStatus.EMPTY,
            1,
            ENFORCE,
            Annotations.NONE,
            new PassOutcome.Planned(
                ARTICLES,
                policyPlan(
                    List.of(loaded("de")),
                    new PolicyIssue(Reason.LOAD_SETTINGS_MISMATCH, "1 replica, not 2"))),
            NOW);

    assertThat(ready(status).getReason()).isEqualTo("LoadSettingsMismatch");
    assertThat(ready(status).getMessage()).isEqualTo("1 replica, not 2");
  }

  @Test
  void capsPendingButNotTheSummary() {
    List<PartitionPlan> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(loading("p" + i));
    }

    PolicyStatus status =
        StatusFactory.status(
            PolicyStatus.EMPTY,
            1,
            ENFORCE,
            Annotations.NONE,
            new PassOutcome.Planned(ARTICLES, policyPlan(many)),
            NOW);

    assertThat(status.pending()).hasSize(PolicyStatus.MAX_PENDING);
    assertThat(status.summary().orElseThrow().loading()).isEqualTo(100);
    assertThat(ready(status).getMessage()).contains("and 97 more");
  }

  private static PolicyStatus planned(Mode mode, PartitionPlan... partitionPlans) {
    return StatusFactory.status(
        PolicyStatus.EMPTY,
        4,
        EffectiveMode.of(mode, Annotations.NONE),
        Annotations.NONE,
        outcome(partitionPlans),
        NOW);
  }

  private static PassOutcome outcome(PartitionPlan... partitionPlans) {
    return new PassOutcome.Planned(ARTICLES, policyPlan(List.of(partitionPlans)));
  }

  private static PolicyPlan policyPlan(List<PartitionPlan> partitionPlans, PolicyIssue... issues) {
    return new PolicyPlan(
        partitionPlans,
        List.of(issues),
        Optional.empty(),
        List.of(),
        Claim.Recorded.NONE,
        Optional.empty(),
        Optional.empty());
  }

  private static Condition ready(PolicyStatus status) {
    return status.conditions().get(0);
  }

  private static PartitionPlan loaded(String name) {
    return partitionPlan(name, RuleState.LOADED, LoadState.LOADED, Reason.IN_SYNC);
  }

  private static PartitionPlan released(String name) {
    return partitionPlan(name, RuleState.RELEASED, LoadState.NOT_LOAD, Reason.IN_SYNC);
  }

  private static PartitionPlan loading(String name) {
    return partitionPlan(name, RuleState.LOADED, LoadState.LOADING, Reason.LOADING);
  }

  private static PartitionPlan missing(String name) {
    return partitionPlan(name, RuleState.LOADED, LoadState.NOT_EXIST, Reason.PARTITION_NOT_FOUND);
  }

  private static PartitionPlan waiting(String name) {
    return new PartitionPlan(
        name,
        RuleState.RELEASED,
        LoadState.LOADED,
        100,
        "rule",
        Reason.RELEASE_PENDING,
        "",
        Optional.of(NOW.plusSeconds(300)));
  }

  private static PartitionPlan partitionPlan(
      String name, RuleState desired, LoadState actual, Reason reason) {
    int progress = actual == LoadState.LOADED ? 100 : actual == LoadState.LOADING ? 50 : 0;
    return new PartitionPlan(name, desired, actual, progress, "rule", reason, "", Optional.empty());
  }
}
