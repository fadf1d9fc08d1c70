package io.milvus.residency.milvus;

import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.milvus.MilvusRecorder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(RealParts.Extension.class)
class RealMilvusContractIT implements MilvusContract, VaryingBehaviour {

  @RegisterExtension
  static final ContractReport REPORT =
      new ContractReport(
          Path.of("target", "contract-report.md"), "mvn verify -Dit.test=RealMilvusContractIT");

  @RegisterExtension static final ContractRecording RECORDING = new ContractRecording();

  private final MilvusRecorder recorder = new MilvusRecorder();
  private final ContractServer side;
  private final RealParts.SmallMilvus small;
  private Optional<ContractServer> spare = Optional.empty();

  RealMilvusContractIT(RealParts.SomeMilvus milvus, RealParts.SmallMilvus small) {
    side = new ContractServer(milvus.uri(), Deadlines.DEFAULT, List.of(recorder));
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
        () -> new NotTriedException("The server of MILVUS_URI is not only for this test."));
  }

  @AfterEach
  void close(TestInfo test) {
    RECORDING.add(recorder.recording(ContractRecording.name(test)));
    side.close();
    spare.ifPresent(ContractServer::close);
  }
}
