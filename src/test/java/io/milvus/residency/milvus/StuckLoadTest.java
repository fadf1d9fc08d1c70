package io.milvus.residency.milvus;

import static io.milvus.residency.model.LoadState.LOADED;
import static io.milvus.residency.model.LoadState.LOADING;
import static io.milvus.residency.model.LoadState.NOT_LOAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.model.LoadState;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A load that does not fit, on a scripted server of each era; partition x never fits. */
@ParameterizedClass
@EnumSource
class StuckLoadTest {

  private static final String OUT_OF_MEMORY = "load segment failed, OOM if load";
  private static final String NAME = "articles";

  private final MilvusEra era;
  private final ScriptedMilvus server;
  private final ContractServer side;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  StuckLoadTest(MilvusEra era) {
    this.era = era;
    server = new ScriptedMilvus(era);
    side = new ContractServer(server.uri(), Deadlines.DEFAULT);
  }

  @BeforeEach
  void provision() {
    side.user().createCollection(NAME, "a", "b", "c", "x");
    server.setCourse("x", LoadCourse.stuck(OUT_OF_MEMORY, 0, 50));
    server.setLoadTimeout(Duration.ofMinutes(10), now::get);
  }

  @AfterEach
  void close() {
    side.close();
    server.close();
  }

  /** Seen on 2.3.5 (a at 0, x at 50, then both leave); later eras from their source. */
  @Test
  void firstLoadStandsStillBesideStuckOneAndLeavesWithIt() throws MilvusException {
    side.user().load(NAME, "a", "x");

    look(3);
    assertThat(progress("a")).isZero();
    assertThat(progress("x")).isEqualTo(50);
    after(601);

    assertThat(states("a", "x")).containsExactly(NOT_LOAD, NOT_LOAD);
  }

  /** JOBS seen on 2.3.5; LATE_JOBS from the source; WAL seen on 3.0. */
  @Test
  void stuckLoadLeavesLoadedOnesOfEarlierCallsAloneExceptInWal() throws MilvusException {
    side.user().load(NAME, "a", "b");
    look(3);

    side.user().load(NAME, "x");
    look(3);
    assertThat(states("a", "b", "x"))
        .containsExactly(
            era == MilvusEra.WAL
                ? new LoadState[] {LOADING, LOADING, LOADING}
                : new LoadState[] {LOADED, LOADED, LOADING});
    after(599);
    assertThat(states("x")).containsExactly(LOADING);
    after(2);

    assertThat(states("a", "b", "x"))
        .containsExactly(
            era == MilvusEra.WAL
                ? new LoadState[] {NOT_LOAD, NOT_LOAD, NOT_LOAD}
                : new LoadState[] {LOADED, LOADED, NOT_LOAD});
  }

  /** Seen on 2.3.5: a gets to 100 and stays; LATE_JOBS from the source, WAL seen on 3.0. */
  @Test
  void stuckLoadTakesLoadsOfItsCallAlong() throws MilvusException {
    side.user().load(NAME, "b");
    look(3);

    side.user().load(NAME, "a", "x");
    look(3);
    assertThat(states("a")).containsExactly(era == MilvusEra.JOBS ? LOADED : LOADING);
    after(601);

    assertThat(states("a", "b", "x"))
        .containsExactly(
            switch (era) {
              case JOBS -> new LoadState[] {LOADED, LOADED, NOT_LOAD};
              case LATE_JOBS -> new LoadState[] {NOT_LOAD, LOADED, NOT_LOAD};
              case WAL -> new LoadState[] {NOT_LOAD, NOT_LOAD, NOT_LOAD};
            });
  }

  /** Inferred from target_observer.go for LATE_JOBS and WAL; JOBS seen on 2.3.5. */
  @Test
  void laterLoadsWaitForStuckOneExceptInJobs() throws MilvusException {
    side.user().load(NAME, "a");
    look(3);
    side.user().load(NAME, "x");
    look(3);

    side.user().load(NAME, "b");
    look(3);
    assertThat(states("b")).containsExactly(era == MilvusEra.JOBS ? LOADED : LOADING);
    side.user().release(NAME, "x");
    look(3);

    assertThat(states("a", "b", "x")).containsExactly(LOADED, LOADED, NOT_LOAD);
  }

  /** Each change in the WAL era registers the task of all partitions again (source). */
  @Test
  void laterLoadRestartsTheTimeoutInWalOnly() throws MilvusException {
    side.user().load(NAME, "a");
    look(3);
    side.user().load(NAME, "x");
    look(3);
    after(400);
    side.user().load(NAME, "b");
    look(3);
    after(400);

    assertThat(states("x")).containsExactly(era == MilvusEra.WAL ? LOADING : NOT_LOAD);
    after(201);

    assertThat(states("x")).containsExactly(NOT_LOAD);
  }

  @Test
  void givesUpAfterLooks() throws MilvusException {
    server.setLoadTimeout(5);
    side.user().load(NAME, "x");

    List<LoadState> seen = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      seen.addAll(states("x"));
    }

    assertThat(seen).startsWith(LOADING, LOADING, LOADING).endsWith(NOT_LOAD);
  }

  @Test
  void loadsPartitionThatFitsAgain() throws MilvusException {
    side.user().load(NAME, "x");
    look(3);
    after(601);
    server.setCourse("x", LoadCourse.in(2));

    side.user().load(NAME, "a", "x");
    look(3);

    assertThat(states("a", "x")).containsExactly(LOADED, LOADED);
  }

  private void after(int seconds) throws MilvusException {
    now.updateAndGet(before -> before.plusSeconds(seconds));
    look(1);
  }

  private void look(int times) throws MilvusException {
    for (int i = 0; i < times; i++) {
      side.look(NAME);
    }
  }

  private int progress(String partition) throws MilvusException {
    return side.look(NAME).partitions().stream()
        .filter(seen -> seen.name().equals(partition))
        .findFirst()
        .orElseThrow()
        .progress();
  }

  private List<LoadState> states(String... partitions) throws MilvusException {
    var states = ContractServer.states(side.look(NAME));
    return List.of(partitions).stream().map(states::get).toList();
  }
}
