package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.grpc.BoolResponse;
import io.milvus.grpc.GetLoadStateResponse;
import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.testkit.milvus.Refusal;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import io.milvus.shaded.io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A collection or database counts as missing only if a second, different call agrees. */
class AbsenceTest {

  private static final String NAME = "articles";
  private static final List<String> A = List.of("a");
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final ContractServer side =
      new ContractServer(server.uri(), new Deadlines(PATIENCE, PATIENCE, PATIENCE.multipliedBy(5)));
  private ObservedCollection before;

  /** The calls that may report a missing collection, with their methods. */
  private enum Asked {
    LOOK("DescribeCollection"),
    LOOK_AT_ALL("ShowPartitions"),
    LOOK_AGAIN("ShowPartitions"),
    LOOK_AGAIN_BY_AN_ALIAS("DescribeCollection"),
    FIND("DescribeCollection"),
    LOAD_STATE("GetLoadState"),
    SERVING("GetQuerySegmentInfo"),
    SERVING_OF_EMPTY_ONES("GetPersistentSegmentInfo"),
    LOAD("LoadPartitions"),
    RELEASE("ReleasePartitions");

    private final String method;

    Asked(String method) {
      this.method = method;
    }
  }

  private enum Missing {
    COLLECTION(100, "collection not found[collection=1]", Fault.COLLECTION_NOT_FOUND),
    DATABASE(800, "database not found[database=default]", Fault.DATABASE_NOT_FOUND),
    DATABASE_BY_TEXT(65535, "x: database not found[database=default]", Fault.DATABASE_NOT_FOUND);

    private final int code;
    private final String reason;
    private final Fault fault;

    Missing(int code, String reason, Fault fault) {
      this.code = code;
      this.reason = reason;
      this.fault = fault;
    }
  }

  @BeforeEach
  void provision() throws MilvusException {
    side.user().createCollection(NAME, "a");
    side.user().createAlias("alias", NAME);
    before = side.look(NAME);
  }

  @AfterEach
  void close() {
    side.close();
    server.close();
  }

  private void ask(Asked what) throws MilvusException {
    Milvus milvus = side.milvus();
    switch (what) {
      case LOOK, LOOK_AT_ALL -> milvus.look(NAME, Optional.empty());
      case LOOK_AGAIN -> milvus.look(NAME, Optional.of(before));
      case LOOK_AGAIN_BY_AN_ALIAS -> milvus.look("alias", Optional.of(before));
      case FIND -> assertThat(milvus.find(NAME)).contains(before.id());
      case LOAD_STATE -> side.loadState(NAME, "a");
      case SERVING, SERVING_OF_EMPTY_ONES -> milvus.serving(NAME, before.partitions());
      case LOAD -> milvus.load(NAME, A, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);
      case RELEASE -> milvus.release(NAME, A);
    }
  }

  private static Stream<Arguments> all() {
    return Stream.of(Asked.values())
        .flatMap(asked -> Stream.of(Missing.values()).map(said -> Arguments.of(asked, said)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void reportsNotReadyWhenTheCollectionExists(Asked asked, Missing said) {
    server.fail(asked.method, said.code, said.reason);

    MilvusException failure = failure(() -> ask(asked));

    assertThat(failure.fault()).isEqualTo(Fault.NOT_READY);
    assertThat(failure).hasMessageContaining("contradicts itself");
  }

  @ParameterizedTest
  @MethodSource("all")
  void reportsMissingWhenHasCollectionAgrees(Asked asked, Missing said) throws MilvusException {
    server.fail(asked.method, said.code, said.reason);
    server.answer("HasCollection", BoolResponse.getDefaultInstance());

    if (asked == Asked.FIND) {
      assertThat(side.milvus().find(NAME)).isEmpty();
    } else {
      assertThat(failure(() -> ask(asked)).fault()).isEqualTo(said.fault);
    }
  }

  @ParameterizedTest
  @EnumSource
  void reportsMissingDatabaseWhenHasCollectionFailsForIt(Missing said) {
    server.fail("DescribeCollection", said.code, said.reason);
    server.fail("HasCollection", 800, "database not found[database=default]");

    MilvusException failure = failure(() -> ask(Asked.LOOK));

    assertThat(failure.fault()).isEqualTo(Fault.DATABASE_NOT_FOUND);
    assertThat(failure).hasMessageContaining(NAME).hasMessageContaining("database default");
  }

  /** Failures that do not confirm that a collection is missing. */
  private static Stream<Refusal> others() {
    return Stream.of(
        new Refusal(65535, 1, "no reason at all"),
        new Refusal(200, 15, "partition not found[partition=a]"),
        new Refusal(65535, 1, "load segment failed, OOM if load"),
        new Refusal(65535, 1, "context deadline exceeded"),
        new Refusal(1, 1, "service not ready"),
        new Refusal(1401, 3, "permission deny"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void reportsNotReadyWhenHasCollectionFails(Refusal refusal) {
    server.fail("GetLoadState", 800, "database not found[database=default]");
    server.fail("HasCollection", refusal.status().getCode(), refusal.getMessage());

    MilvusException failure = failure(() -> ask(Asked.LOAD_STATE));

    assertThat(failure.fault()).isEqualTo(Fault.NOT_READY);
    assertThat(failure).hasMessageContaining(refusal.getMessage());
  }

  @Test
  void reportsNotReadyWhenHasCollectionGetsNoAnswer() {
    server.fail("DescribeCollection", 100, "can't find collection");
    server.silence("HasCollection");

    assertThat(failure(() -> ask(Asked.LOOK)).fault()).isEqualTo(Fault.NOT_READY);
    server.fail("HasCollection", Status.UNAVAILABLE);
    assertThat(failure(() -> ask(Asked.LOOK)).fault()).isEqualTo(Fault.NOT_READY);
  }

  @Test
  void confirmsLoadStateNotExist() {
    server.answer("GetLoadState", GetLoadStateResponse.getDefaultInstance());

    assertThat(failure(() -> ask(Asked.LOAD_STATE)).fault()).isEqualTo(Fault.NOT_READY);
    server.answer("HasCollection", BoolResponse.getDefaultInstance());
    assertThat(failure(() -> ask(Asked.LOAD_STATE)).fault()).isEqualTo(Fault.COLLECTION_NOT_FOUND);
  }
}
