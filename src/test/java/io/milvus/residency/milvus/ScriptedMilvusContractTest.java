package io.milvus.residency.milvus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class ScriptedMilvusContractTest implements MilvusContract {

  private final ScriptedMilvus server;
  private final Side side;

  ScriptedMilvusContractTest(Era era) {
    server = new ScriptedMilvus(era);
    side = new Side(server.uri(), Deadlines.DEFAULT);
  }

  @Override
  public Side side() {
    return side;
  }

  @AfterEach
  void close() {
    side.close();
    server.close();
  }
}
