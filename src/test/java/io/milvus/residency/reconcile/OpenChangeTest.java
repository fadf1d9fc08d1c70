package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.reconcile.Clocks.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenChangeTest {

  private static final Instant NOW = Instant.EPOCH;
  private static final Instant END = NOW.plusSeconds(60);
  private static final Set<Long> BOTH = Set.of(0L, 1L);

  @Test
  void isOpenUntilAllPartitionsShowTheOutcome() {
    OpenChange load = new OpenChange(BOTH, LoadState.LOADED, END);
    assertThat(load.open(seen(LoadState.NOT_LOAD, LoadState.NOT_LOAD), NOW)).isTrue();
    assertThat(load.open(seen(LoadState.LOADED, LoadState.NOT_LOAD), NOW)).isTrue();
    assertThat(load.open(seen(LoadState.LOADED, LoadState.LOADING), NOW)).isFalse();

    OpenChange release = new OpenChange(BOTH, LoadState.NOT_LOAD, END);
    assertThat(release.open(seen(LoadState.LOADED, LoadState.NOT_LOAD), NOW)).isTrue();
    assertThat(release.open(seen(LoadState.NOT_LOAD, LoadState.NOT_LOAD), NOW)).isFalse();
  }

  @Test
  void doesNotWaitForDroppedPartitions() {
    OpenChange load = new OpenChange(BOTH, LoadState.LOADED, END);

    assertThat(load.open(seen(), NOW)).isFalse();
    assertThat(load.open(seen(LoadState.LOADED), NOW)).isFalse();
  }

  @Test
  void endsAfterAMinute() {
    OpenChange load = OpenChange.of(List.of(), LoadState.LOADED, NOW);
    assertThat(load.until()).isEqualTo(END);

    OpenChange open = new OpenChange(BOTH, LoadState.LOADED, END);
    assertThat(open.open(seen(LoadState.NOT_LOAD), END.minusNanos(1))).isTrue();
    assertThat(open.open(seen(LoadState.NOT_LOAD), END)).isFalse();
  }

  @Test
  void tellsItsEndByTheWallClock() {
    OpenChange load = new OpenChange(BOTH, LoadState.LOADED, END);
    Instant wall = Instant.parse("2026-11-23T10:00:00Z");

    assertThat(load.until(new Reading(wall, NOW.plus(Duration.ofSeconds(20)))))
        .isEqualTo(wall.plusSeconds(40));
  }

  @Test
  void isWaitedForThoughLaterChangeHasEnded() {
    SharedState shared = new SharedState();
    shared.open(new OpenChange(Set.of(0L), LoadState.LOADED, END));
    shared.open(new OpenChange(Set.of(1L), LoadState.LOADED, END));

    plan(shared, seen(LoadState.NOT_LOAD, LoadState.LOADED));
    assertThat(shared.open()).isTrue();
    plan(shared, seen(LoadState.LOADING, LoadState.LOADED));
    assertThat(shared.open()).isFalse();
  }

  private static void plan(SharedState shared, ObservedCollection seen) {
    ClaimSet none = new ClaimSet(List.of(), List.of());
    shared.plan(none, seen, PlannerState.NONE, new Reading(NOW, NOW));
  }

  private static ObservedCollection seen(LoadState... states) {
    List<Partition> partitions = new ArrayList<>();
    for (LoadState state : states) {
      long id = partitions.size();
      partitions.add(new Partition(id, "p" + id, NOW, state, 0));
    }
    return new ObservedCollection(
        new CollectionId(1, NOW), "articles", false, partitions, Optional.empty());
  }
}
