package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.failure;
import static io.milvus.residency.milvus.ContractServer.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.GetVersionResponse;
import io.milvus.grpc.KeyValuePair;
import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.MilvusRecorder;
import io.milvus.residency.testkit.milvus.RecordedMilvus;
import io.milvus.residency.testkit.milvus.Recording;
import io.milvus.residency.testkit.milvus.Recording.Answer;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import io.milvus.shaded.io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordedMilvusTest {

  private final ScriptedMilvus milvus = new ScriptedMilvus(MilvusEra.WAL);
  private final MilvusRecorder recorder = new MilvusRecorder();
  private final ContractServer side =
      new ContractServer(milvus.uri(), Deadlines.DEFAULT, List.of(recorder));

  @AfterEach
  void close() {
    side.close();
    milvus.close();
  }

  static List<String> tests() {
    return RecordedSide.tests();
  }

  @ParameterizedTest
  @MethodSource("tests")
  void meetsTheContractAsTheRecordedServerDid(String test) throws ReflectiveOperationException {
    assertThat(RecordedSide.replay(milvus.uri(), test).answers()).isNotEmpty();
  }

  @Test
  void countsEqualAnswersInARow() {
    side.user().version();
    side.user().version();
    milvus.setVersion("v9");
    side.user().version();

    assertThat(recorder.recording("t").answers()).extracting(Answer::times).containsExactly(2, 1);
    try (RecordedMilvus recorded = new RecordedMilvus(recorder.recording("t"));
        MilvusUser user = new MilvusUser(recorded.uri())) {
      String before = user.version();
      assertThat(List.of(user.version(), user.version(), user.version()))
          .containsExactly(before, "v9", "v9");
    }
  }

  @Test
  void leavesOutHostsPropertiesAndNamesOfOthers(@TempDir Path folder)
      throws IOException, MilvusException {
    String name = MilvusUser.uniqueName("contract");
    side.user().createCollection(name, "a");
    milvus.alter(
        "DescribeCollection",
        DescribeCollectionResponse.class,
        answer ->
            answer.toBuilder()
                .addAliases("theirs_0a1b2c3d")
                .addPhysicalChannelNames("by-secret-dml_0")
                .addProperties(KeyValuePair.newBuilder().setKey("secret.owner").setValue("secret"))
                .build());
    milvus.fail("LoadPartitions", 65535, "no answer of qn-7.secret.internal:21123 (10.1.2.3)");
    milvus.fail(
        "ReleasePartitions",
        Status.UNAVAILABLE.withDescription("/10.1.2.3:21123 refused, [fe80::1]:19530 too"));

    var unused = side.look(name);
    failure(
        () ->
            side.milvus().load(name, List.of("a"), LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH));
    failure(() -> side.milvus().release(name, List.of("a")));
    Path file = folder.resolve("contract.jsonl");
    recorder.recording("t").append(file);

    assertThat(Files.readString(file))
        .contains("contract_n1", "no answer of (address) ((address))", "/(address) refused")
        .doesNotContain("secret", "theirs", "10.1.2.3", "fe80", name);
    assertThat(Recording.read(file)).isEqualTo(recorder.recording("t"));
  }

  @Test
  void leavesOutFieldsOfNewerServers() {
    milvus.answer(
        "GetVersion",
        GetVersionResponse.newBuilder()
            .setVersion("v9")
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(99, UnknownFieldSet.Field.newBuilder().addFixed32(4711).build())
                    .build())
            .build());
    assertThat(side.user().version()).isEqualTo("v9");

    assertThat(recorder.recording("t").answers())
        .extracting(Answer::answer)
        .containsExactly("version: \"v9\"");
  }

  @Test
  void reportsAnswerThatCannotBeRead() {
    Recording newer =
        new Recording(List.of(new Answer("t", "GetVersion", "", "OK", "of_a_newer_server: 1", 1)));
    try (RecordedMilvus recorded = new RecordedMilvus(newer);
        ContractServer server = new ContractServer(recorded.uri(), Deadlines.DEFAULT)) {
      failure(() -> server.look("c"));

      assertThat(recorded.unplayed()).singleElement().asString().contains("of_a_newer_server");
    }
  }

  @Test
  void refusesCallsThatWereNotRecorded() {
    try (RecordedMilvus recorded = new RecordedMilvus(new Recording(List.of()));
        ContractServer server = new ContractServer(recorded.uri(), Deadlines.DEFAULT)) {
      assertThat(fault(() -> server.look("c"))).isEqualTo(Fault.UNSUPPORTED_VERSION);

      assertThat(recorded.unplayed()).containsExactly("GetVersion ");
    }
  }

  @Test
  void boundsTheFile(@TempDir Path folder) {
    Answer large = new Answer("t", "GetVersion", "", "OK", "x".repeat(5 * 1024 * 1024), 1);
    Path file = folder.resolve("contract.jsonl");
    new Recording(List.of(large)).append(file);

    assertThatThrownBy(() -> new Recording(List.of(large)).append(file))
        .hasMessageContaining("Record fewer tests");
  }

  @Test
  void refusesFileThatIsNoRecording(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("contract.jsonl"), "{\"test\": 1, \"a\": 2}\n");

    assertThatThrownBy(() -> Recording.read(file)).hasMessageContaining("no line of a recording");
  }
}
