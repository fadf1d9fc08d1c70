package io.milvus.residency.milvus;

import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class ScriptedMilvusContractTest implements MilvusContract {

  private final ScriptedMilvus server;
  private final ContractServer side;

  ScriptedMilvusContractTest(MilvusEra era) {
    server = new ScriptedMilvus(era);
    side = new ContractServer(server.uri(), Deadlines.DEFAULT);
  }

  @Override
  public ContractServer side() {
    return side;
  }

  @AfterEach
  void close() {
    side.close();
    server.close();
  }
}
