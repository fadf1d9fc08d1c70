package io.milvus.residency.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Mode;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.rules.PartitionList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Histories in which more was once released than people had approved. */
class ConsentHistoryTest {

  private static final String AT_ONCE = "releaseDelay: 0s";
  private static final String KEPT = rule("all", "p_*", "Loaded");
  private static final String DROPPED = rule("all", "p_*", "Released");
  private static final String OFFICE =
      "{name: office, match: {globs: ['p_*']}, during: [{from: '07:00', to: '20:00'}],"
          + " state: Loaded, otherwise: Released}";
  private static final String EVENING = "2026-11-23T20:00:00Z";

  private final PassingTime time = new PassingTime().partitions("p", 8, LoadState.LOADED);

  @Test
  void blocksWhatALoweredFloorKept() {
    time.apply("a", OFFICE, AT_ONCE + ", minResident: 4").passes(0, 1);
    time.at(EVENING).passes(0, 30, 30);
    assertThat(time.loaded("p")).hasSize(4);

    time.apply("a", OFFICE, AT_ONCE + ", minResident: 0").passes(5, 1, 1);

    assertThat(time.loaded("p")).hasSize(4);
    assertThat(time.blocked("a")).hasValueSatisfying(b -> assertThat(b.releases()).isEqualTo(4));
  }

  @Test
  void blocksWhatTheFloorOfADeletedObserverKept() {
    time.apply("o", rule("x", "x_*", "Ignored"), "minResident: 8", "mode: Observe")
        .apply("a", OFFICE, AT_ONCE + ", minResident: 0")
        .passes(0, 1);
    time.at(EVENING).passes(0, 30);

    time.delete("o").passes(5, 1, 1);

    assertThat(time.loaded("p")).hasSize(8);
    assertThat(time.blocked("a")).isPresent();
  }

  @Test
  void doesNotApproveReleasesHiddenByAnUnreadableList() {
    time.partitions("q", 4, LoadState.LOADED)
        .list(PartitionList.read("users", "p_1"))
        .apply("a", rule("all", "*", "Loaded"), AT_ONCE)
        .passes(0, 1);
    String listed =
        "{name: l, match: {globs: ['p_*']}, listedIn: {configMapKeyRef: {name: users, key: names}},"
            + " state: Loaded, otherwise: Released}";
    time.list(PartitionList.read("users", "p_1").lost("gone"))
        .apply("a", rule("q", "q_*", "Released") + ", " + listed, AT_ONCE)
        .passes(5, 1);
    time.approve("a").passes(1, 1, 1);
    assertThat(time.loaded("q")).isEmpty();

    time.list(PartitionList.read("users", "p_1")).passes(5, 1, 70, 1);

    assertThat(time.loaded("p")).hasSize(8);
    assertThat(time.blocked("a")).hasValueSatisfying(b -> assertThat(b.releases()).isEqualTo(7));
  }

  @Test
  void doesNotApproveReleasesThatTheFloorKeeps() {
    String safety = AT_ONCE + ", minResident: 5";
    time.partitions("q", 8, LoadState.NOT_LOAD).apply("a", KEPT, safety).passes(0, 1);
    time.loads(false).apply("a", rule("q", "q_*", "Loaded") + ", " + DROPPED, safety).passes(5, 1);
    assertThat(time.blocked("a")).hasValueSatisfying(b -> assertThat(b.releases()).isEqualTo(3));
    time.approve("a").passes(1);

    time.loads(true).passes(1, 70, 1, 70, 1);

    assertThat(time.loaded("p")).hasSize(5);
    assertThat(time.blocked("a")).isPresent();
  }

  @Test
  void doesNotInheritTheClockCauseOfAnotherPolicy() {
    time.apply("a", OFFICE, "releaseDelay: 10m").passes(0, 1);
    time.at(EVENING).passes(0, 30);
    time.apply("b", DROPPED, AT_ONCE + ", minResident: 0", "load: {replicas: 1}").passes(5, 1);

    time.apply("a", rule("office", "p_*", "Ignored"), "releaseDelay: 10m").passes(5, 1, 1);

    assertThat(time.loaded("p")).hasSize(8);
    assertThat(time.blocked("b")).isPresent();
  }

  @Test
  void doesNotInheritTheCauseOfADeletedPolicy() {
    time.apply("a", KEPT, AT_ONCE + ", minResident: 6").passes(0, 1);
    time.leave("a").passes(5, 1);
    assertThat(time.loaded("p")).hasSize(6);
    time.apply("b", DROPPED, AT_ONCE + ", minResident: 0", "load: {replicas: 1}").passes(5);

    time.delete("a").passes(5, 1, 1);

    assertThat(time.loaded("p")).hasSize(6);
    assertThat(time.blocked("b")).isPresent();
  }

  @Test
  void keepsTheLimitAcrossAGapBetweenPasses() {
    String half = AT_ONCE + ", maxReleasePerChange: 50%";
    String swap = rule("q", "q_*", "Loaded") + ", " + DROPPED;
    time.partitions("q", 8, LoadState.NOT_LOAD).apply("a", KEPT, half).passes(0, 1);
    time.apply("a", swap, half).passes(5, 1, 30);
    assertThat(time.loaded("q")).hasSize(8);

    time.apply("a", swap + ", " + rule("more", "zz", "Ignored"), half).passes(300, 1, 70, 1);

    assertThat(time.loaded("p")).hasSize(8);
    assertThat(time.blocked("a")).isPresent();
  }

  @Test
  void refusesAUsedApprovalThatAnOldStatusStillNames() {
    time.apply("x", rule("x", "x_*", "Ignored"), AT_ONCE).apply("y", KEPT, AT_ONCE).passes(0, 1);
    time.apply("y", DROPPED, AT_ONCE).passes(5, 1);
    time.refuse("x").approve("y").passes(1, 1, 1);
    assertThat(time.loaded("p")).hasSize(1);
    time.apply("y", KEPT, AT_ONCE).passes(5, 1, 1);
    assertThat(time.loaded("p")).hasSize(8);

    time.apply("y", DROPPED, AT_ONCE).passes(5, 1, 1);

    assertThat(time.loaded("p")).hasSize(8);
    assertThat(time.blocked("y")).isPresent();
  }

  @Test
  void measuresAnEditRevertedDuringARestart() {
    String both = KEPT + ", " + rule("q", "q_*", "Loaded");
    String one = KEPT + ", " + rule("q", "q_*", "Released");
    time.partitions("q", 8, LoadState.NOT_LOAD).apply("a", one, AT_ONCE).passes(0, 1);
    time.apply("a", both, AT_ONCE).passes(5);

    time.apply("a", one, AT_ONCE).restart().passes(60, 1, 70, 1);

    assertThat(time.loaded("q")).hasSize(8);
    assertThat(time.blocked("a")).isPresent();
  }

  @Test
  void resumesARecordedEditAfterARestart() {
    time.apply("a", KEPT, AT_ONCE).passes(0, 1);
    time.apply("a", named("p", 2), AT_ONCE).restart().passes(5, 1, 1);

    assertThat(time.loaded("p")).hasSize(6);
    assertThat(time.blocked("a")).isEmpty();
  }

  @Test
  void loadsAfterAMinuteIfStatusCantRecordReleases() {
    time.partitions("q", 1, LoadState.NOT_LOAD)
        .apply("a", KEPT, AT_ONCE, "order: ReleaseFirst")
        .passes(0, 1);
    time.refuse("a")
        .apply(
            "a", rule("q", "q_*", "Loaded") + ", " + named("p", 1), AT_ONCE, "order: ReleaseFirst")
        .passes(5, 1);
    assertThat(time.loaded("q")).isEmpty();

    time.passes(60, 60);

    assertThat(time.loaded("q")).hasSize(1);
    assertThat(time.loaded("p")).hasSize(8);
  }

  @Test
  void refusesAnApprovalAfterEditsThatNoStatusRecorded() {
    time.apply("a", KEPT, AT_ONCE).passes(0, 1).apply("a", DROPPED, AT_ONCE).passes(5, 1);
    time.approve("a").refuse("a").passes(1, 1, 1).apply("a", KEPT, AT_ONCE).passes(5, 1, 1);
    assertThat(time.loaded("p")).hasSize(8);

    time.apply("a", DROPPED, AT_ONCE).restart().passes(5, 1, 1, 1);

    assertThat(time.loaded("p")).hasSize(8);
  }

  @Test
  void refusesAnEarlierApprovalIfStatusesDisagree() {
    time.apply("x", rule("x", "x_*", "Ignored"), AT_ONCE).apply("y", KEPT, AT_ONCE).passes(0, 1);
    time.apply("y", DROPPED, AT_ONCE).passes(5, 1).refuse("x").approve("y").passes(1, 1, 1);
    assertThat(time.loaded("p")).hasSize(1);
    time.apply("y", KEPT, AT_ONCE).passes(5, 1, 1, 60, 60);

    time.apply("y", DROPPED, AT_ONCE).restart().passes(5, 1, 1, 1);

    assertThat(time.loaded("p")).hasSize(8);
  }

  @Test
  void blocksWhatTheFloorOfADeletedPolicyKept() {
    time.apply("o", rule("x", "x_*", "Ignored"), "minResident: 8")
        .apply("a", OFFICE, AT_ONCE + ", minResident: 0", "load: {replicas: 1}")
        .passes(0, 1);
    time.at(EVENING).passes(0, 30).leave("o").passes(5, 1, 1);
    assertThat(time.loaded("p")).hasSize(8);

    time.delete("o").passes(5, 1, 1);

    assertThat(time.loaded("p")).hasSize(8);
    assertThat(time.blocked("a")).isPresent();
  }

  @Test
  void blocksWhatALoweredFloorKeptWhileOthersLoad() {
    time.partitions("q", 8, LoadState.LOADING);
    time.apply("a", OFFICE, AT_ONCE + ", minResident: 8", "load: {replicas: 1}").passes(0, 1);
    time.at(EVENING).passes(0, 30, 30);
    assertThat(time.loaded("p")).hasSize(8);

    time.apply("a", OFFICE, AT_ONCE + ", minResident: 0", "load: {replicas: 1}").passes(5, 1, 1);

    assertThat(time.loaded("p")).hasSize(8);
  }

  @Test
  void doesNotSettleByAConnectionThatSeesFewerPartitions() {
    time.partitions("q", 2, LoadState.LOADED)
        .apply("a", KEPT, AT_ONCE)
        .passes(0, 1)
        .passElsewhere("p", LoadState.NOT_LOAD)
        .apply("a", DROPPED, AT_ONCE)
        .passes(5, 1);
    assertThat(time.blocked("a")).isPresent();

    time.passElsewhere("p", LoadState.NOT_LOAD).passes(1, 1);

    assertThat(time.loaded("p")).hasSize(8);
    time.approve("a").passes(1, 1);
    assertThat(time.loaded("p")).isEmpty();
  }

  @Test
  void anApprovalIsNotForWhatIsCreatedAnewUnderTheSameNames() {
    time.partitions("q", 1, LoadState.LOADED).apply("a", KEPT, AT_ONCE).passes(0, 1);
    time.apply("a", DROPPED, AT_ONCE).passes(5, 1);

    time.drop("p").partitions("p", 8, LoadState.LOADED).approve("a").passes(1, 1, 1);

    assertThat(time.loaded("p")).hasSize(8);
    time.approve("a").passes(1, 1);
    assertThat(time.loaded("p")).isEmpty();
  }

  @Test
  void aWayThatSeesMoreDoesNotWidenTheLimitForTheOthers() {
    time.partitions("q", 40, LoadState.NOT_LOAD)
        .apply("a", KEPT, AT_ONCE)
        .passes(0, 1)
        .passElsewhere("q", LoadState.LOADED);

    time.apply("a", DROPPED, AT_ONCE).passElsewhere("q", LoadState.LOADED).passes(5, 1, 1);

    assertThat(time.loaded("p")).hasSize(8);
    assertThat(time.blocked("a")).isPresent();
  }

  @Test
  void whatIsBlockedIsNotAgreedToBecauseItIsNotLoadedForAWhile() {
    blockedBesideOthers();

    time.partitions("p", 8, LoadState.NOT_LOAD).passes(5, 1);
    time.partitions("p", 8, LoadState.LOADED).passes(5, 1, 1);

    assertThat(time.loaded("p")).hasSize(8);
    assertThat(time.blocked("a")).isPresent();
  }

  @Test
  void norBecauseItIsCreatedAnew() {
    blockedBesideOthers();

    time.drop("p").passes(5, 1);
    time.partitions("p", 8, LoadState.LOADED).passes(5, 1, 1);

    assertThat(time.loaded("p")).hasSize(8);
    time.approve("a").passes(1, 1);
    assertThat(time.loaded("p")).isEmpty();
    time.partitions("p", 8, LoadState.LOADED).passes(5, 1);
    assertThat(time.loaded("p")).isEmpty();
  }

  @Test
  void whatIsBlockedAndReleasedByHandIsSettledByAHigherLimit() {
    blockedBesideOthers();
    time.partitions("p", 8, LoadState.NOT_LOAD).passes(5, 1);

    time.apply("a", DROPPED, AT_ONCE + ", maxReleasePerChange: 50%").passes(5);
    time.apply("a", DROPPED, AT_ONCE).passes(5);

    time.partitions("p", 8, LoadState.LOADED).passes(5, 1);
    assertThat(time.loaded("p")).isEmpty();
  }

  @Test
  void whatIsBlockedIsTheClocksOnceTheScheduleHasWantedItLoaded() {
    time.partitions("q", 8, LoadState.LOADED).at(EVENING).apply("a", KEPT, AT_ONCE).passes(0, 1);
    time.apply("a", OFFICE, AT_ONCE).passes(5, 1);
    assertThat(time.blocked("a")).isPresent();

    time.at("2026-11-24T07:00:00Z").passes(0, 1).at("2026-11-24T20:00:00Z").passes(0, 1);

    assertThat(time.loaded("p")).isEmpty();
  }

  @Test
  void aLookInModeObserveDoesNotWidenTheLimit() {
    String swap = DROPPED + ", " + rule("q", "q_*", "Loaded");
    time.partitions("q", 40, LoadState.NOT_LOAD).apply("a", KEPT, AT_ONCE).passes(0, 1);
    time.apply("a", swap, AT_ONCE).passes(5, 1, 70);
    assertThat(time.blocked("a")).isPresent();
    assertThat(time.loaded("q")).hasSize(40);

    time.apply("a", swap, AT_ONCE, "mode: Observe").passes(5, 30);
    time.apply("a", swap, AT_ONCE).passes(5, 1, 70, 1);

    assertThat(time.loaded("p")).hasSize(8);
    assertThat(time.blocked("a")).isPresent();
  }

  @Test
  void anOperatorThatObservesDoesNotWidenTheLimit() {
    String swap = DROPPED + ", " + rule("q", "q_*", "Loaded");
    time.partitions("q", 40, LoadState.NOT_LOAD).apply("a", KEPT, AT_ONCE).passes(0, 1);
    time.apply("a", swap, AT_ONCE).passes(5, 1, 70);
    assertThat(time.blocked("a")).isPresent();
    assertThat(time.loaded("q")).hasSize(40);

    time.restart(Mode.OBSERVE).passes(5, 30).restart(Mode.OBSERVE).passes(5, 30);
    assertThat(time.blocked("a")).isEmpty();
    time.restart(Mode.ENFORCE).passes(5, 1, 70, 1);

    assertThat(time.loaded("p")).hasSize(8);
    assertThat(time.blocked("a")).isPresent();
  }

  @Test
  void aRestartInModeObserveDoesNotWidenTheLimit() {
    String swap = DROPPED + ", " + rule("q", "q_*", "Loaded");
    time.partitions("q", 40, LoadState.NOT_LOAD).apply("a", KEPT, AT_ONCE).passes(0, 1);
    time.apply("a", swap, AT_ONCE).passes(5, 1, 70);
    assertThat(time.loaded("q")).hasSize(40);

    time.apply("a", swap, AT_ONCE, "mode: Observe").passes(5, 30).restart().passes(5, 30);
    time.apply("a", swap, AT_ONCE).passes(5, 1, 70, 1);

    assertThat(time.loaded("p")).hasSize(8);
    assertThat(time.blocked("a")).isPresent();
  }

  @Test
  void anApprovalEndsWhenTheOperatorObserves() {
    time.apply("a", KEPT, AT_ONCE).passes(0, 1);
    time.apply("a", DROPPED, AT_ONCE).passes(5, 1).approve("a");

    time.restart(Mode.OBSERVE).passes(5, 1).restart(Mode.ENFORCE).passes(5, 1, 70, 1);

    assertThat(time.loaded("p")).hasSize(8);
    assertThat(time.blocked("a")).isPresent();
  }

  @Test
  void blocksWhatWasLoadedWhileTheOperatorObserved() {
    time.apply("a", DROPPED, AT_ONCE + ", minResident: 0, maxReleasePerChange: 100%").passes(0, 1);
    time.partitions("q", 1, LoadState.LOADED).passes(5);
    assertThat(time.loaded("p")).isEmpty();

    time.restart(Mode.OBSERVE).passes(5).partitions("p", 8, LoadState.LOADED).passes(5, 30);
    assertThat(time.loaded("p")).hasSize(8);
    time.apply("a", DROPPED, AT_ONCE + ", minResident: 0")
        .restart(Mode.ENFORCE)
        .passes(5, 1, 70, 1);

    assertThat(time.loaded("p")).hasSize(8);
    assertThat(time.blocked("a")).isPresent();
  }

  @Test
  void releasesNothingWhileTheOperatorObservesWhateverIsEdited() {
    time.apply("a", KEPT, AT_ONCE).passes(0, 1).restart(Mode.OBSERVE).passes(5, 1);

    time.apply("a", DROPPED, AT_ONCE + ", maxReleasePerChange: 100%, minResident: 0")
        .passes(5, 1, 70)
        .apply("a", DROPPED, AT_ONCE, "mode: Enforce")
        .leave("a")
        .passes(5, 1, 70);

    assertThat(time.loaded("p")).hasSize(8);
  }

  @Test
  void whatTheClockWillDoIsToldUntilItIsDone() {
    String blocked = OFFICE + ", " + rule("q", "q_*", "Released");
    time.partitions("q", 8, LoadState.LOADED).apply("a", blocked, AT_ONCE).passes(0, 1);
    assertThat(time.blocked("a")).isPresent();
    assertThat(time.ahead("a")).hasValueSatisfying(t -> assertThat(t).contains(EVENING));

    time.at(EVENING).passes(0, 1);

    assertThat(time.blocked("a")).isPresent();
    assertThat(time.ahead("a")).isEmpty();
  }

  private void blockedBesideOthers() {
    time.partitions("q", 8, LoadState.LOADED).apply("a", KEPT, AT_ONCE).passes(0, 1);
    time.apply("a", DROPPED, AT_ONCE).passes(5, 1);
    assertThat(time.blocked("a")).isPresent();
  }

  private static String rule(String name, String glob, String state) {
    return "{name: %s, match: {globs: ['%s']}, state: %s}".formatted(name, glob, state);
  }

  private static String named(String begin, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> begin + "_" + i)
        .collect(Collectors.joining(", ", "{name: few, match: {names: [", "]}, state: Released}"));
  }
}
