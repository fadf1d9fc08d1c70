package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.grpc.GetVersionResponse;
import io.milvus.residency.testkit.milvus.RawServer;
import io.milvus.residency.testkit.milvus.TricklingServer;
import io.milvus.shaded.io.grpc.Metadata;
import io.milvus.shaded.io.grpc.ServerCall;
import io.milvus.shaded.io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls end in time, with a readable failure, whatever a server sends. */
class HostileServerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final byte[] LARGE =
      GetVersionResponse.newBuilder().setVersion("x".repeat(2_000_000)).build().toByteArray();

  private final GrpcConnections connections =
      new GrpcConnections(new Deadlines(PATIENCE, PATIENCE, PATIENCE), List.of());

  @AfterEach
  void close() {
    connections.close();
  }

  private MilvusException look(String uri) {
    ConnectionConfig access =
        new ConnectionConfig(uri, "default", new Credentials.None(), Tls.DEFAULT);
    MilvusException failure =
        failure(() -> connections.to(access).look("articles", Optional.empty()));
    assertThat(failure.getMessage()).hasSizeLessThan(600).matches("\\P{Cntrl}+");
    return failure;
  }

  private MilvusException look(Consumer<ServerCall<byte[], byte[]>> handler) {
    try (RawServer server = new RawServer(handler)) {
      return look(server.uri());
    }
  }

  private static Consumer<ServerCall<byte[], byte[]>> answering(byte... message) {
    return call -> {
      RawServer.begin(call, message);
      call.close(Status.OK, new Metadata());
    };
  }

  @Test
  void refusesUndecodableAnswer() {
    assertThat(look(answering("no protobuf at all".getBytes(StandardCharsets.UTF_8))).fault())
        .isEqualTo(Fault.INVALID_ANSWER);
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    // A version of two bytes, in field 2, that are not UTF-8.
    MilvusException failure = look(answering((byte) 0x12, (byte) 2, (byte) 0xff, (byte) 0xfe));

    assertThat(failure.fault()).isEqualTo(Fault.INVALID_ANSWER);
  }

  @Test
  void refusesTooLargeAnswer() {
    MilvusException failure = look(answering(LARGE));

    assertThat(failure.fault()).isEqualTo(Fault.INVALID_ANSWER);
    assertThat(failure).hasMessageContaining("exceeds maximum size");
  }

  @Test
  void refusesAnswerThatDecompressesTooLarge() {
    MilvusException failure =
        look(
            call -> {
              call.setCompression("gzip");
              call.setMessageCompression(true);
              answering(LARGE).accept(call);
            });

    assertThat(failure.fault()).isEqualTo(Fault.INVALID_ANSWER);
    assertThat(failure).hasMessageContaining("exceeds maximum size");
  }

  @Test
  void refusesSeveralAnswersToOneCall() {
    MilvusException failure =
        look(
            call -> {
              RawServer.begin(call, new byte[0]);
              for (int i = 0; i < 1000; i++) {
                call.sendMessage(new byte[0]);
              }
              call.close(Status.OK, new Metadata());
            });

    assertThat(failure.fault()).isEqualTo(Fault.INVALID_ANSWER);
  }

  @Test
  void timesOutOnAnswerThatNeverEnds() {
    assertThat(look(call -> RawServer.begin(call, new byte[0])).fault()).isEqualTo(Fault.TIMED_OUT);
  }

  @Test
  void timesOutOnAnswerThatTrickles() {
    try (TricklingServer server = new TricklingServer()) {
      assertThat(look(server.uri()).fault()).isEqualTo(Fault.TIMED_OUT);
    }
  }

  @Test
  void refusesTooLargeHeaders() {
    Metadata large = new Metadata();
    large.put(Metadata.Key.of("large", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(100_000));

    assertThat(look(call -> call.sendHeaders(large)).fault()).isNotNull();
    assertThat(look(call -> call.close(Status.UNAVAILABLE, large)).fault()).isNotNull();
  }

  @Test
  void showsOnePrintableLineOfReason() {
    String reason = "\u001b[31mred\u0007\u202e\nsecond line\r\n".repeat(100);

    MilvusException failure =
        look(call -> call.close(Status.UNKNOWN.withDescription(reason), new Metadata()));

    assertThat(failure).hasMessageContaining("[31mred").hasMessageNotContaining("second");
  }
}
