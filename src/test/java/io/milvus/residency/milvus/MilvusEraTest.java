package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/** Scripted servers differ as real servers of the three eras do. */
@ParameterizedClass
@EnumSource
class MilvusEraTest {

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

  @Test
  void showsBehaviourOfEra() throws MilvusException {
    boolean jobs = era != MilvusEra.WAL;

    assertThat(shows(VaryingBehaviour::keepsOthersLoadedDuringLoad)).isEqualTo(jobs);
    assertThat(shows(VaryingBehaviour::keepsOthersLoadedDuringRelease)).isEqualTo(jobs);
    assertThat(shows(VaryingBehaviour::keepsNewPartitionUnloadedAfterPartitionLoad))
        .isEqualTo(jobs);
    assertThat(shows(VaryingBehaviour::loadsNewPartitionAfterCollectionLoad)).isTrue();
  }

  private interface Behaviour {
    void of(VaryingBehaviour server) throws MilvusException;
  }

  private boolean shows(Behaviour behavior) throws MilvusException {
    try {
      behavior.of(() -> side);
      return true;
    } catch (TestAbortedException e) {
      return false;
    }
  }
}
