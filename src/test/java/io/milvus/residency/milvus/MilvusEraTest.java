package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/** The scripted servers differ as those of the two eras do. */
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
  void jobsTouchOnlyThePartitionsThatTheyAreAbout() throws MilvusException {
    boolean jobs = era == MilvusEra.JOBS;

    assertThat(shows(VaryingBehaviour::keepsOthersLoadedDuringALoad)).isEqualTo(jobs);
    assertThat(shows(VaryingBehaviour::keepsOthersLoadedDuringARelease)).isEqualTo(jobs);
    assertThat(shows(VaryingBehaviour::leavesANewPartitionAloneAfterALoadOfOthers)).isEqualTo(jobs);
    assertThat(shows(VaryingBehaviour::loadsANewPartitionAfterALoadOfTheWhole)).isTrue();
  }

  private interface Behaviour {
    void of(VaryingBehaviour server) throws MilvusException;
  }

  private boolean shows(Behaviour behaviour) throws MilvusException {
    try {
      behaviour.of(() -> side);
      return true;
    } catch (TestAbortedException e) {
      return false;
    }
  }
}
