package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.grpc.GetLoadingProgressResponse;
import io.milvus.residency.api.Reason;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import io.milvus.shaded.io.grpc.Status;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The texts of GetLoadingProgress for failed loads are from the sources of Milvus; no such server
 * was run.
 */
class LoadFailureReaderTest {

  private static final String NAME = "articles";
  private static final String PROGRESS = "GetLoadingProgress";

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final ContractServer side = new ContractServer(server.uri(), Deadlines.DEFAULT);

  @BeforeEach
  void provision() {
    side.user().createCollection(NAME, "a", "b");
  }

  @AfterEach
  void close() {
    side.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      201   | INSUFFICIENT_MEMORY | segment request resource failed[resourceType=Memory]: partition not loaded[partition=105]
      201   | INSUFFICIENT_MEMORY | segment request resource failed[resourceType=GPU]: partition not loaded[partition=105]
      201   | INSUFFICIENT_MEMORY | segment request resource failed[resourceType=memory/disk]: partition not loaded[partition=105]
      201   | INSUFFICIENT_MEMORY | memory limit exceeded[predict(MB)=9][limit(MB)=8]: partition not loaded[partition=105]
      201   | INSUFFICIENT_MEMORY | load segment failed, OOM if load, maxSegmentSize = 1.02 MB: partition not loaded[partition=105]
      101   | INSUFFICIENT_MEMORY | segment request resource failed[resourceType=Memory]: collection not loaded[collection=104]
      201   | INSUFFICIENT_DISK   | segment request resource failed[resourceType=Disk]: partition not loaded[partition=105]
      201   | INSUFFICIENT_DISK   | disk limit exceeded[predict(MB)=9][limit(MB)=8]: partition not loaded[partition=105]
      201   | UNEXPECTED          | index file is corrupt: partition not loaded[partition=105]
      201   | UNEXPECTED          | index file is corrupt: partition=105: partition not loaded
      201   | UNEXPECTED          | context deadline exceeded: partition not loaded[partition=105]
      65535 | INSUFFICIENT_MEMORY | load segment failed, OOM if load
      """)
  void readsWhyTheLastLoadFailed(int code, Fault fault, String text) throws MilvusException {
    server.fail(PROGRESS, code, text);

    MilvusException failure = side.milvus().lastLoadFailure(NAME, "a").orElseThrow();

    assertThat(failure.fault()).isEqualTo(fault);
    assertThat(failure).hasMessageContaining(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      201   | partition not loaded[partition=105]
      101   | collection not loaded[collection=104]
      201   | partition=470754583430823961: partition not loaded
      201   | partition 470754574640873497 has not been loaded to memory or load failed: partition=470754574640873497: partition not loaded
      101   | collection=470754583430823954: collection not loaded
      202   | partition not fully loaded[partition=105]
      65535 | unexpected error
      1401  | PrivilegeGetLoadState: permission deny to loader in the `default` database
      """)
  void knowsNoFailureWhereMilvusReportsNone(int code, String text) throws MilvusException {
    server.fail(PROGRESS, code, text);

    assertThat(side.milvus().lastLoadFailure(NAME, "a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PERMISSION_DENIED", "UNIMPLEMENTED"})
  void knowsNoFailureWhereMilvusRefusesTheCall(String status) throws MilvusException {
    server.fail(PROGRESS, Status.Code.valueOf(status).toStatus());

    assertThat(side.milvus().lastLoadFailure(NAME, "a")).isEmpty();
  }

  @Test
  void failsWithoutConnection() {
    server.fail(PROGRESS, Status.UNAVAILABLE);

    assertThat(fault(() -> side.milvus().lastLoadFailure(NAME, "a"))).isEqualTo(Fault.UNREACHABLE);
  }

  @Test
  void prefersTheErrorOfGetLoadState() throws MilvusException {
    server.fail("GetLoadState", 65535, "load segment failed, OOM if load");

    Optional<MilvusException> failure = side.milvus().lastLoadFailure(NAME, "a");

    assertThat(failure.orElseThrow().reason()).isEqualTo(Reason.INSUFFICIENT_MEMORY);
    assertThat(server.received(PROGRESS)).isEmpty();
  }

  @Test
  void asksNoMoreForPartitionThatLoads() throws MilvusException {
    side.user().load(NAME, "a");
    server.answer(PROGRESS, GetLoadingProgressResponse.getDefaultInstance());

    assertThat(side.milvus().lastLoadFailure(NAME, "a")).isEmpty();
    assertThat(server.received(PROGRESS)).isEmpty();
  }
}
