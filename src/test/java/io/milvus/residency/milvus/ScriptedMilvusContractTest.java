package io.milvus.residency.milvus;

import org.junit.jupiter.api.AfterEach;

class ScriptedMilvusContractTest implements MilvusContract {

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final Side side = new Side(server.uri(), Deadlines.DEFAULT);

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
