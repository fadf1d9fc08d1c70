package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.fault;
import static io.milvus.residency.milvus.ContractServer.states;
import static io.milvus.residency.model.LoadState.LOADED;
import static io.milvus.residency.model.LoadState.LOADING;
import static io.milvus.residency.model.LoadState.NOT_EXIST;
import static io.milvus.residency.model.LoadState.NOT_LOAD;
import static io.milvus.residency.testkit.MilvusUser.uniqueName;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.testkit.MilvusReplicas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Behavior of a 2.3.5 server that other versions may not share. The operator relies on none of it.
 * An aborted test shows that a server behaves differently, which is useful to know of a new one.
 */
interface VaryingBehaviour extends LookContract {

  /**
   * Returns a server that no other test uses now, and on which the partition "full" does not fit;
   * aborts if there is none.
   */
  ContractServer spareSide();

  @Test
  default void keepsOthersLoadedDuringLoad() {
    String name = collection("a", "b");
    side().user().load(name, "a");
    side().lookWhenLoaded(name, "a");

    side().user().load(name, "b");

    assumeThat(statesOfAUntilAllAreLoaded(name, "a", "b")).containsOnly(LOADED);
  }

  @Test
  default void keepsOthersLoadedDuringRelease() {
    String name = collection("a", "b");
    side().user().load(name, "a", "b");
    side().lookWhenLoaded(name, "a", "b");

    side().user().release(name, "b");

    assumeThat(statesOfAUntilAllAreLoaded(name, "a")).containsOnly(LOADED);
  }

  @Test
  default void keepsNewPartitionUnloadedAfterPartitionLoad() throws MilvusException {
    String name = collection("a");
    side().user().load(name, "a");
    side().lookWhenLoaded(name, "a");

    side().user().createPartition(name, "new");

    assumeThat(states(side().look(name))).containsEntry("new", NOT_LOAD);
  }

  @Test
  default void loadsNewPartitionAfterCollectionLoad() throws MilvusException {
    String name = collection("a");
    side().user().loadCollection(name);
    side().lookWhenLoaded(name, "a", "_default");

    side().user().createPartition(name, "new");

    assumeThat(states(side().look(name)).get("new")).isNotEqualTo(NOT_LOAD);
  }

  @Test
  default void reportsMissingDatabaseAsMissingCollection() {
    assumeThat(fault(() -> side().milvus("nodb").look("none", Optional.empty())))
        .isEqualTo(Fault.COLLECTION_NOT_FOUND);
  }

  @Test
  default void distinguishesMissingPartitionFromUnloadedOne() throws MilvusException {
    String name = collection("a");

    assumeThat(side().loadState(name, "zz")).isEqualTo(NOT_EXIST);
  }

  @Test
  default void knowsReplicasWhileNothingIsLoaded() {
    String name = collection("a");

    assumeThatCode(() -> new MilvusReplicas(side().user()).groups(name)).doesNotThrowAnyException();
  }

  @Test
  default void keepsOthersLoadedWhenLoadFails() throws MilvusException {
    ContractServer server = spareSide();
    String name = collectionWithFull(server, "a");
    loadPatiently(server, name, "a");

    server.user().load(name, "full");
    statesUntil(server, name, seen -> seen.get("full") == NOT_LOAD);

    assumeThat(states(server.look(name))).containsEntry("a", LOADED);
  }

  @Test
  default void keepsOthersOfTheCallLoadedWhenLoadFails() throws MilvusException {
    ContractServer server = spareSide();
    String name = collectionWithFull(server, "a", "b");
    loadPatiently(server, name, "b");

    server.user().load(name, "a", "full");
    statesUntil(server, name, seen -> seen.get("full") == NOT_LOAD);

    assumeThat(states(server.look(name))).containsEntry("a", LOADED);
  }

  @Test
  default void loadsOthersBesideLoadThatDoesNotFit() {
    ContractServer server = spareSide();
    String name = collectionWithFull(server, "a", "b");
    loadPatiently(server, name, "b");
    server.user().load(name, "full");

    server.user().load(name, "a");

    assumeThat(
            statesUntil(
                server, name, seen -> seen.get("a") == LOADED || seen.get("full") == NOT_LOAD))
        .containsEntry("a", LOADED)
        .containsEntry("full", LOADING);
  }

  @Test
  default void tellsWhyLoadFailed() throws MilvusException {
    ContractServer server = spareSide();
    String name = collectionWithFull(server);
    server.user().load(name, "full");

    statesUntil(server, name, seen -> seen.get("full") == NOT_LOAD);

    assumeThat(server.milvus().lastLoadFailure(name, "full").map(MilvusException::fault))
        .contains(Fault.INSUFFICIENT_MEMORY);
  }

  @Test
  default void loadsIntoNewResourceGroupOfReplicas() throws MilvusException {
    ContractServer server = spareSide();
    String name = uniqueName("contract");
    String group = uniqueName("group");
    server.user().createCollection(name, "a", "b");
    loadPatiently(server, name, "a");
    String before = server.lookWhenLoaded(name, "a").live().orElseThrow().resourceGroups().get(0);
    MilvusReplicas replicas = new MilvusReplicas(server.user());
    replicas.createGroup(group);
    replicas.transferNode(before, group);

    replicas.transfer(name, before, group);

    LoadSettings now = server.lookWhenLoaded(name, "a").live().orElseThrow();
    server.milvus().load(name, List.of("b"), now, LoadPriority.HIGH);
    server.lookWhenLoaded(name, "a", "b");
    List<String> after = replicas.groups(name);
    server.user().release(name, "a", "b");
    replicas.transferNode(group, before);
    replicas.dropGroup(group);
    assumeThat(now).isEqualTo(new LoadSettings(1, List.of(group)));
    assumeThat(after).containsExactly(group);
  }

  private static String collectionWithFull(ContractServer server, String... others) {
    String name = uniqueName("contract");
    server.user().createCollection(name, others);
    server.user().createPartition(name, "full");
    server.user().insert(name, "full", 1);
    return name;
  }

  /** Loads a partition, again if the short load timeout of the server has ended the load. */
  private static void loadPatiently(ContractServer server, String collection, String partition) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              LoadState now = states(server.look(collection)).get(partition);
              if (now == NOT_LOAD) {
                server.user().load(collection, partition);
              }
              return now == LOADED;
            });
  }

  private static Map<String, LoadState> statesUntil(
      ContractServer server, String collection, Predicate<Map<String, LoadState>> over) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> states(server.look(collection)), over);
  }

  private List<LoadState> statesOfAUntilAllAreLoaded(String collection, String... partitions) {
    List<LoadState> seen = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              Map<String, LoadState> now = states(side().look(collection));
              seen.add(now.get("a"));
              return List.of(partitions).stream().allMatch(p -> now.get(p) == LOADED);
            });
    return seen;
  }
}
