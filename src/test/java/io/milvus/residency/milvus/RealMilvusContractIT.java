package io.milvus.residency.milvus;

import io.milvus.residency.testkit.RealParts;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.TestAbortedException;

@ExtendWith({RealParts.Extension.class, ContractReport.class})
class RealMilvusContractIT implements MilvusContract, VaryingBehaviour {

  private final ContractServer side;
  private final RealParts.SmallMilvus small;
  private Optional<ContractServer> spare = Optional.empty();

  RealMilvusContractIT(RealParts.SomeMilvus milvus, RealParts.SmallMilvus small) {
    side = new ContractServer(milvus.uri(), Deadlines.DEFAULT);
    this.small = small;
  }

  @Override
  public ContractServer side() {
    return side;
  }

  @Override
  public ContractServer spareSide() {
    spare = small.uri().get().map(uri -> new ContractServer(uri, Deadlines.DEFAULT));
    return spare.orElseThrow(
        () -> new TestAbortedException("The server of MILVUS_URI is not only for this test."));
  }

  @AfterEach
  void close() {
    side.close();
    spare.ifPresent(ContractServer::close);
  }
}
