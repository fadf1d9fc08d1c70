package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.RealParts;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RealParts.Extension.class)
class RecordedMilvusIT {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seesPartlyLoadedCollection",
        "seesRecreatedCollection",
        "followsMovedAlias",
        "reportsMissingCollection",
        "findsServingPartitions",
        "refusesLoadWithOtherReplicas",
        "releasesTheLastPartition",
        "readsTheLoadStateOfEachPartition",
        "refusesChangesOfCollectionWithPartitionKey"
      })
  void meetsTheContractAsTheRealServerDid(String test, RealParts.SomeMilvus milvus)
      throws ReflectiveOperationException {
    assertThat(RecordedSide.replay(milvus.uri(), test).answers()).isNotEmpty();
  }
}
