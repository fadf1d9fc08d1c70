package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.failure;
import static io.milvus.residency.milvus.ContractServer.fault;
import static io.milvus.residency.milvus.ContractServer.states;
import static io.milvus.residency.model.LoadState.LOADED;
import static io.milvus.residency.model.LoadState.NOT_LOAD;
import static io.milvus.residency.testkit.MilvusUser.uniqueName;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract of looks. */
interface LookContract extends ContractSubject {

  /** Creates a collection with these partitions and _default. */
  default String collection(String... partitions) {
    String name = uniqueName("contract");
    side().user().createCollection(name, partitions);
    return name;
  }

  @Test
  default void seesUnloadedCollection() throws MilvusException {
    String name = collection("b", "a");

    ObservedCollection seen = side().look(name);

    assertThat(seen.name()).isEqualTo(name);
    assertThat(seen.partitionKey()).isFalse();
    assertThat(seen.live()).isEmpty();
    assertThat(seen.partitions()).extracting(Partition::name).containsExactly("_default", "a", "b");
    assertThat(seen.partitions()).extracting(Partition::state).containsOnly(NOT_LOAD);
    assertThat(seen.partitions()).extracting(Partition::progress).containsOnly(0);
    assertThat(seen.partitions())
        .extracting(Partition::created)
        .allSatisfy(created -> assertThat(created).isAfterOrEqualTo(seen.id().created()));
  }

  @Test
  default void seesPartlyLoadedCollection() {
    String name = collection("a", "b");
    side().user().load(name, "b");

    ObservedCollection seen = side().lookWhenLoaded(name, "b");

    assertThat(states(seen)).isEqualTo(Map.of("_default", NOT_LOAD, "a", NOT_LOAD, "b", LOADED));
    assertThat(seen.live()).contains(new LoadSettings(1, List.of("__default_resource_group")));
  }

  @Test
  default void seesNoReplicasWhileNothingIsLoaded() throws MilvusException {
    String name = collection("a");
    assertThat(side().look(name).live()).isEmpty();
    side().user().load(name, "a");
    ObservedCollection loaded = side().lookWhenLoaded(name, "a");

    side().user().release(name, "a");

    assertThat(side().milvus().look(name, Optional.of(loaded)).live()).isEmpty();
    assertThat(side().look(name).live()).isEmpty();
  }

  @Test
  default void seesTheSameCollectionByAlias() throws MilvusException {
    String name = collection("a");
    String alias = uniqueName("alias");
    side().user().createAlias(alias, name);

    assertThat(side().look(alias)).isEqualTo(side().look(name));
  }

  @Test
  default void followsMovedAlias() throws MilvusException {
    String name = collection("a");
    String alias = uniqueName("alias");
    side().user().createAlias(alias, collection("a"));
    ObservedCollection before = side().look(alias);
    side().user().moveAlias(alias, name);

    ObservedCollection after = side().milvus().look(alias, Optional.of(before));

    assertThat(after).isEqualTo(side().look(name)).isNotEqualTo(before);
  }

  @Test
  default void looksAgainWithTwoCalls() throws MilvusException {
    String name = collection("a", "b");
    side().user().load(name, "a");
    ObservedCollection last = side().lookWhenLoaded(name, "a");
    side().forgetCalls();

    assertThat(side().milvus().look(name, Optional.of(last))).isEqualTo(last);

    assertThat(side().calls()).containsExactly("ShowPartitions", "ShowPartitions");
  }

  @Test
  default void looksAtChangedLoadSetWithFourCalls() throws MilvusException {
    String name = collection("a", "b");
    side().user().load(name, "a");
    ObservedCollection last = side().lookWhenLoaded(name, "a");
    side().user().load(name, "b");
    side().forgetCalls();

    ObservedCollection now = side().milvus().look(name, Optional.of(last));

    assertThat(now.partitions()).isNotEqualTo(last.partitions());
    assertThat(now)
        .isEqualTo(new ObservedCollection(last.id(), name, false, now.partitions(), last.live()));
    assertThat(side().calls())
        .containsExactly("ShowPartitions", "ShowPartitions", "GetReplicas", "DescribeCollection");
  }

  @Test
  default void looksAgainByAliasWithThreeCalls() throws MilvusException {
    String alias = uniqueName("alias");
    side().user().createAlias(alias, collection("a"));
    ObservedCollection last = side().look(alias);
    side().forgetCalls();

    assertThat(side().milvus().look(alias, Optional.of(last))).isEqualTo(last);

    assertThat(side().calls())
        .containsExactly("DescribeCollection", "ShowPartitions", "ShowPartitions");
  }

  @Test
  default void seesNewPartition() throws MilvusException {
    String name = collection("a");
    ObservedCollection last = side().look(name);
    side().user().createPartition(name, "b");

    ObservedCollection seen = side().milvus().look(name, Optional.of(last));

    assertThat(seen.id()).isEqualTo(last.id());
    assertThat(seen.partitions()).extracting(Partition::name).containsExactly("_default", "a", "b");
  }

  @Test
  default void seesRecreatedCollection() throws MilvusException {
    String name = collection("a");
    ObservedCollection last = side().look(name);
    side().user().dropCollection(name);
    side().user().createCollection(name, "a");

    ObservedCollection seen = side().milvus().look(name, Optional.of(last));

    assertThat(seen.id()).isNotEqualTo(last.id());
    assertThat(seen.name()).isEqualTo(name);
  }

  @Test
  default void reportsMissingCollection() {
    String none = uniqueName("none");

    MilvusException missing = failure(() -> side().look(none));

    assertThat(missing.fault()).isEqualTo(Fault.COLLECTION_NOT_FOUND);
    assertThat(missing).hasMessageContaining(none).hasMessageContaining("default");
    assertThat(fault(() -> side().loadState(none, "a"))).isEqualTo(Fault.COLLECTION_NOT_FOUND);
  }

  @Test
  default void reportsDroppedCollection() throws MilvusException {
    String name = collection("a");
    ObservedCollection last = side().look(name);
    side().user().dropCollection(name);

    assertThat(fault(() -> side().milvus().look(name, Optional.of(last))))
        .isEqualTo(Fault.COLLECTION_NOT_FOUND);
  }

  /** Accepts both faults, because 2.3 does not distinguish them; the message names both. */
  @Test
  default void reportsMissingDatabase() {
    String name = collection("a");

    MilvusException missing = failure(() -> side().milvus("nodb").look(name, Optional.empty()));

    assertThat(missing.fault()).isIn(Fault.COLLECTION_NOT_FOUND, Fault.DATABASE_NOT_FOUND);
    assertThat(missing).hasMessageContaining("nodb");
  }

  @Test
  default void flagsCollectionWithPartitionKey() throws MilvusException {
    String name = uniqueName("contract");
    side().user().createCollectionWithoutIndex(name, true);

    assertThat(side().look(name).partitionKey()).isTrue();
  }
}
