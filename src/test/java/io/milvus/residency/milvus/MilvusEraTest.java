package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/** Scripted servers differ as real servers of the three eras do. */
@ParameterizedClass
@EnumSource
class MilvusEraTest {

  private static final String OUT_OF_MEMORY = "load segment failed, OOM if load";

  private final MilvusEra era;
  private final ScriptedMilvus server;
  private final ContractServer side;

  MilvusEraTest(MilvusEra era) {
    this.era = era;
    server = new ScriptedMilvus(era);
    side = new ContractServer(server.uri(), Deadlines.DEFAULT);
  }

  @AfterEach
  void close() {
    side.close();
    server.close();
  }

  @BeforeEach
  void lackMemoryForFull() {
    server.setCourse("full", LoadCourse.until(OUT_OF_MEMORY, 0, 50, 50, 50, 50));
  }

  @Test
  void showsBehaviourOfEra() throws MilvusException {
    boolean jobs = era != MilvusEra.WAL;
    boolean early = era == MilvusEra.JOBS;

    assertThat(shows(VaryingBehaviour::keepsOthersLoadedDuringLoad)).isEqualTo(jobs);
    assertThat(shows(VaryingBehaviour::keepsOthersLoadedDuringRelease)).isEqualTo(jobs);
    assertThat(shows(VaryingBehaviour::keepsNewPartitionUnloadedAfterPartitionLoad))
        .isEqualTo(jobs);
    assertThat(shows(VaryingBehaviour::loadsNewPartitionAfterCollectionLoad)).isTrue();
    assertThat(shows(VaryingBehaviour::distinguishesMissingPartitionFromUnloadedOne)).isTrue();
    assertThat(shows(VaryingBehaviour::knowsReplicasWhileNothingIsLoaded)).isEqualTo(!early);
    assertThat(shows(VaryingBehaviour::keepsOthersLoadedWhenLoadFails)).isEqualTo(jobs);
    assertThat(shows(VaryingBehaviour::keepsOthersOfTheCallLoadedWhenLoadFails)).isEqualTo(early);
    assertThat(shows(VaryingBehaviour::loadsOthersBesideLoadThatDoesNotFit)).isEqualTo(early);
    assertThat(shows(VaryingBehaviour::loadsIntoNewResourceGroupOfReplicas)).isTrue();
    assertThat(shows(VaryingBehaviour::tellsWhyLoadFailed)).isTrue();
  }

  private interface Behaviour {
    void of(VaryingBehaviour server) throws MilvusException;
  }

  private boolean shows(Behaviour behavior) throws MilvusException {
    try {
      behavior.of(new ScriptedSide(side, side));
      return true;
    } catch (TestAbortedException e) {
      return false;
    }
  }
}
