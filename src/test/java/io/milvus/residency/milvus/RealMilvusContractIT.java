package io.milvus.residency.milvus;

import io.milvus.residency.testkit.RealParts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({RealParts.Extension.class, ContractReport.class})
class RealMilvusContractIT implements MilvusContract, VaryingBehaviour {

  private final ContractServer side;

  RealMilvusContractIT(RealParts.SomeMilvus milvus) {
    side = new ContractServer(milvus.uri(), Deadlines.DEFAULT);
  }

  @Override
  public ContractServer side() {
    return side;
  }

  @AfterEach
  void close() {
    side.close();
  }
}
