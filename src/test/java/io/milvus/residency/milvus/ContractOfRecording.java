package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.milvus.RecordedMilvus;
import io.milvus.residency.testkit.milvus.Recording;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The contract on the answers that a server gave to somebody else, which {@code -Dresidency.replay}
 * names. Runs only when it is named:
 *
 * <pre>mvn test -Dtest=ContractOfRecording -Dresidency.replay=contract.jsonl</pre>
 */
class ContractOfRecording implements MilvusContract, VaryingBehaviour {

  @RegisterExtension
  static final ContractReport REPORT =
      new ContractReport(
          Path.of("target", "contract-report.md"), "mvn test -Dtest=ContractOfRecording");

  private RecordedMilvus server;
  private ContractServer side;

  /** Answers what was recorded for the test; nothing is tried that was not. */
  @BeforeEach
  void start(TestInfo test) {
    Recording answers =
        Recording.read(Path.of(System.getProperty("residency.replay")))
            .of(ContractRecording.name(test));
    server = new RecordedMilvus(answers);
    side = new ContractServer(server.uri(), Deadlines.DEFAULT);
    if (answers.answers().isEmpty()) {
      throw new NotTriedException("The recording has no answers to this test.");
    }
  }

  @Override
  public ContractServer side() {
    return side;
  }

  @Override
  public ContractServer spareSide() {
    throw new NotTriedException("Recordings contain only the tests that share a server.");
  }

  @AfterEach
  void close() {
    side.close();
    server.close();
    assertThat(server.unplayed()).as("calls that the recording has no answer to").isEmpty();
  }
}
