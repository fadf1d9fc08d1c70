package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.milvus.MilvusRecorder;
import io.milvus.residency.testkit.milvus.RecordedMilvus;
import io.milvus.residency.testkit.milvus.Recording;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A server whose answers to tests of the contract are recorded, or a replay of them. */
record RecordedSide(ContractServer side) implements MilvusContract {

  /** Returns the names of all tests of the contract. */
  static List<String> tests() {
    return Stream.of(MilvusContract.class.getMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .map(Method::getName)
        .sorted()
        .toList();
  }

  /** Records a test on a server, and expects that it passes on the recording, too. */
  static Recording replay(String uri, String test) throws ReflectiveOperationException {
    MilvusRecorder recorder = new MilvusRecorder();
    try (ContractServer server = new ContractServer(uri, Deadlines.DEFAULT, List.of(recorder))) {
      new RecordedSide(server).pass(test);
    }
    Recording recording = recorder.recording(test);

    try (RecordedMilvus recorded = new RecordedMilvus(recording);
        ContractServer server = new ContractServer(recorded.uri(), Deadlines.DEFAULT)) {
      new RecordedSide(server).pass(test);
      assertThat(recorded.unplayed()).isEmpty();
    }
    return recording;
  }

  private void pass(String test) throws ReflectiveOperationException {
    MilvusContract.class.getMethod(test).invoke(this);
  }
}
