package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.fault;
import static io.milvus.residency.milvus.ContractServer.states;
import static io.milvus.residency.model.LoadState.LOADED;
import static io.milvus.residency.model.LoadState.LOADING;
import static io.milvus.residency.model.LoadState.NOT_EXIST;
import static io.milvus.residency.model.LoadState.NOT_LOAD;
import static io.milvus.residency.testkit.MilvusUser.uniqueName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The contract of loads and releases. */
interface ChangeContract extends LookContract {

  LoadSettings ONE_REPLICA = new LoadSettings(1, List.of());
  LoadSettings TWO_REPLICAS = new LoadSettings(2, List.of());

  @Test
  default void loads() throws MilvusException {
    String name = collection("a", "b");

    side().milvus().load(name, List.of("a", "b"), ONE_REPLICA, LoadPriority.HIGH);

    assertThat(states(side().look(name)))
        .containsEntry("_default", NOT_LOAD)
        .hasEntrySatisfying("a", state -> assertThat(state).isIn(LOADING, LOADED));
    ObservedCollection seen = side().lookWhenLoaded(name, "a", "b");
    assertThat(states(seen)).isEqualTo(Map.of("_default", NOT_LOAD, "a", LOADED, "b", LOADED));
    assertThat(seen.partitions()).extracting(Partition::progress).containsExactly(0, 100, 100);
  }

  @Test
  default void findsServingPartitions() throws MilvusException {
    String name = collection("full", "empty", "away");
    side().user().insert(name, "full", 1);
    side().user().insert(name, "away", 2);

    side().milvus().load(name, List.of("full", "empty"), ONE_REPLICA, LoadPriority.HIGH);
    List<Partition> asked =
        side().lookWhenLoaded(name, "full", "empty").partitions().stream()
            .filter(partition -> !partition.name().equals("_default"))
            .toList();

    Map<String, Long> ids =
        asked.stream().collect(Collectors.toMap(Partition::name, Partition::id));

    if (ServerVersion.of(side().user().version()).loadedImpliesServing()) {
      // The operator relies on the version then, and does not ask for segments.
      assertThat(
              new ServingCheck(side().caller(), "default", Deadlines.DEFAULT.read())
                  .serving(name, asked))
          .containsExactlyInAnyOrder(ids.get("full"), ids.get("empty"));
    }
    // A real server before 2.4.6 takes some seconds.
    await("full and empty serve")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> side().milvus().serving(name, asked),
            Set.of(ids.get("full"), ids.get("empty"))::equals);
  }

  @Test
  default void reportsNoFailureWhereNoLoadFailed() throws MilvusException {
    String name = collection("a", "b");

    assertThat(side().milvus().lastLoadFailure(name, "a")).isEmpty();
    side().milvus().load(name, List.of("a"), ONE_REPLICA, LoadPriority.HIGH);
    side().lookWhenLoaded(name, "a");

    assertThat(side().milvus().lastLoadFailure(name, "b")).isEmpty();
  }

  @Test
  default void loadsWithServerDefaults() throws MilvusException {
    String name = collection("a", "b");

    side().milvus().load(name, List.of("a"), LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);
    side().milvus().load(name, List.of("b", "a"), LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);

    assertThat(side().lookWhenLoaded(name, "a", "b").live().orElseThrow().replicas()).isEqualTo(1);
  }

  @Test
  default void loadsAllOrNothing() throws MilvusException {
    String name = collection("a");

    assertThat(
            fault(
                () ->
                    side().milvus().load(name, List.of("a", "zz"), ONE_REPLICA, LoadPriority.HIGH)))
        .isEqualTo(Fault.PARTITION_NOT_FOUND);

    assertThat(states(side().look(name))).containsEntry("a", NOT_LOAD);
  }

  @Test
  default void refusesLoadWithoutIndex() {
    String name = uniqueName("contract");
    side().user().createCollectionWithoutIndex(name, false, "a");

    assertThat(
            fault(() -> side().milvus().load(name, List.of("a"), ONE_REPLICA, LoadPriority.HIGH)))
        .isEqualTo(Fault.INDEX_NOT_FOUND);
  }

  @Test
  default void refusesLoadWithOtherReplicas() {
    String name = collection("a", "b");
    side().user().load(name, "a");
    side().lookWhenLoaded(name, "a");

    assertThat(
            fault(() -> side().milvus().load(name, List.of("b"), TWO_REPLICAS, LoadPriority.HIGH)))
        .isEqualTo(Fault.LOAD_SETTINGS_MISMATCH);
  }

  @Test
  default void refusesMoreReplicasThanQueryNodes() throws MilvusException {
    String name = collection("a");

    assertThat(
            fault(() -> side().milvus().load(name, List.of("a"), TWO_REPLICAS, LoadPriority.HIGH)))
        .isEqualTo(Fault.NOT_ENOUGH_NODES);

    assertThat(states(side().look(name))).containsEntry("a", NOT_LOAD);
  }

  @Test
  default void refusesUnknownResourceGroup() {
    String name = collection("a");
    LoadSettings nowhere = new LoadSettings(1, List.of("nowhere"));

    assertThat(fault(() -> side().milvus().load(name, List.of("a"), nowhere, LoadPriority.HIGH)))
        .isEqualTo(Fault.RESOURCE_GROUP_NOT_FOUND);
  }

  @Test
  default void releasesRepeatedly() throws MilvusException {
    String name = collection("a", "b");
    side().user().load(name, "a", "b");
    side().lookWhenLoaded(name, "a", "b");

    side().milvus().release(name, List.of("b"));
    side().milvus().release(name, List.of("b", "_default"));

    assertThat(states(side().look(name)))
        .containsEntry("_default", NOT_LOAD)
        .containsEntry("b", NOT_LOAD)
        .hasEntrySatisfying("a", state -> assertThat(state).isIn(LOADING, LOADED));
    assertThat(states(side().lookWhenLoaded(name, "a"))).containsEntry("b", NOT_LOAD);
  }

  @Test
  default void releasesAllOrNothing() {
    String name = collection("a");
    side().user().load(name, "a");
    side().lookWhenLoaded(name, "a");

    assertThat(fault(() -> side().milvus().release(name, List.of("a", "zz"))))
        .isEqualTo(Fault.PARTITION_NOT_FOUND);

    assertThat(states(side().lookWhenLoaded(name, "a"))).containsEntry("a", LOADED);
  }

  @Test
  default void releasesLoadingPartition() throws MilvusException {
    String name = collection("a", "b");
    side().user().load(name, "a");
    side().lookWhenLoaded(name, "a");
    side().milvus().load(name, List.of("b"), ONE_REPLICA, LoadPriority.HIGH);

    side().milvus().release(name, List.of("b"));

    assertThat(states(side().lookWhenLoaded(name, "a"))).containsEntry("b", NOT_LOAD);
  }

  @Test
  default void releasesTheLastPartition() throws MilvusException {
    String name = collection("a");
    side().user().load(name, "a");
    ObservedCollection last = side().lookWhenLoaded(name, "a");

    side().milvus().release(name, List.of("a"));

    ObservedCollection seen = side().milvus().look(name, Optional.of(last));
    assertThat(states(seen)).isEqualTo(Map.of("_default", NOT_LOAD, "a", NOT_LOAD));
    assertThat(seen.live()).isEmpty();
  }

  @Test
  default void readsTheLoadStateOfEachPartition() throws MilvusException {
    String name = collection("a", "b");
    ObservedCollection first = side().look(name);
    assertThat(side().milvus().loadStates(name, first.partitions()))
        .isEqualTo(Map.of("_default", NOT_LOAD, "a", NOT_LOAD, "b", NOT_LOAD));
    side().user().load(name, "a");
    ObservedCollection one = side().lookWhenLoaded(name, "a");

    assertThat(side().milvus().loadStates(name, one.partitions()))
        .isEqualTo(Map.of("_default", NOT_LOAD, "a", LOADED, "b", NOT_LOAD));
    assertThat(side().milvus().lastLoadFailure(name, "b")).isEmpty();
    side().milvus().load(name, List.of("b"), ONE_REPLICA, LoadPriority.HIGH);
    assertThat(side().loadState(name, "b")).isIn(LOADING, LOADED);
    ObservedCollection both = side().lookWhenLoaded(name, "a", "b");
    assertThat(side().milvus().loadStates(name, both.partitions()))
        .isEqualTo(Map.of("_default", NOT_LOAD, "a", LOADED, "b", LOADED));
    // As NotLoad up to 2.3.1; then Milvus refuses the load, and the next look shows what is there.
    assertThat(side().loadState(name, "zz")).isIn(NOT_EXIST, NOT_LOAD);
  }

  @Test
  default void refusesChangesOfMissingCollection() {
    String none = uniqueName("none");

    assertThat(
            fault(() -> side().milvus().load(none, List.of("a"), ONE_REPLICA, LoadPriority.HIGH)))
        .isEqualTo(Fault.COLLECTION_NOT_FOUND);
    assertThat(fault(() -> side().milvus().release(none, List.of("a"))))
        .isEqualTo(Fault.COLLECTION_NOT_FOUND);
  }

  @Test
  default void refusesChangesOfCollectionWithPartitionKey() {
    String name = uniqueName("contract");
    side().user().createCollectionWithoutIndex(name, true);

    assertThat(
            fault(
                () ->
                    side()
                        .milvus()
                        .load(name, List.of("_default_0"), ONE_REPLICA, LoadPriority.HIGH)))
        .isEqualTo(Fault.PARTITION_KEY_COLLECTION);
    assertThat(fault(() -> side().milvus().release(name, List.of("_default_0"))))
        .isEqualTo(Fault.PARTITION_KEY_COLLECTION);
  }
}
