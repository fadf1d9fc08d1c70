package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.fault;
import static io.milvus.residency.milvus.ContractServer.states;
import static io.milvus.residency.model.LoadState.LOADED;
import static io.milvus.residency.model.LoadState.NOT_LOAD;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.model.LoadState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Behavior of a 2.3.5 server that other versions may not share. The operator relies on none of it.
 * An aborted test shows that a server behaves differently, which is useful to know of a new one.
 */
interface VaryingBehaviour extends LookContract {

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
