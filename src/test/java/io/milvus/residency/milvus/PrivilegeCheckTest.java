package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.CheckResult.Grade;
import io.milvus.residency.testkit.milvus.MilvusScript;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import io.milvus.shaded.io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers of 2.4.10 and later, from their sources; {@code PrivilegesIT} runs a real 2.3.5. */
class PrivilegeCheckTest {

  private static final String NAME = "articles";

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final ContractServer side = new ContractServer(server.uri(), Deadlines.DEFAULT);

  @BeforeEach
  void provision() {
    side.user().createCollection(NAME, "a");
  }

  @AfterEach
  void close() {
    side.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ShowPartitions, ShowPartitions",
    "GetLoadState, GetLoadState",
    "LoadPartitions, Load",
    "ReleasePartitions, Release"
  })
  void testsEachPrivilegeByItself(String method, String privilege) {
    refuse(method, privilege);

    assertThat(failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.subject()).isEqualTo("privilege " + privilege);
              assertThat(failure.text())
                  .startsWith("missing: grant " + privilege + " on collection articles");
              assertThat(failure.fault()).contains(Fault.FORBIDDEN);
            });
  }

  /** Simulates a server before 2.4.10, whose GetLoadState requires the privilege Load. */
  @Test
  void namesThePrivilegeThatMilvusMisses() {
    refuse("GetLoadState", "Load");

    assertThat(failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.text()).startsWith("missing: grant Load on"));
  }

  @Test
  void changesNothing() throws MilvusException {
    assertThat(failures()).isEmpty();

    assertThat(side.look(NAME).partitions()).noneMatch(p -> p.resident());
    assertThat(server.received("LoadPartitions"))
        .flatExtracting(MilvusScript.Received::partitions)
        .singleElement()
        .asString()
        .startsWith("residency_doctor_");
  }

  /** Milvus checks privileges before it looks for an index. */
  @Test
  void findsLoadGrantedWithoutIndex() {
    server.fail("LoadPartitions", 700, "index not found[collection=articles]");

    assertThat(failures()).isEmpty();
  }

  private void refuse(String method, String privilege) {
    server.fail(
        method,
        Status.PERMISSION_DENIED.withDescription(
            "Privilege" + privilege + ": permission deny to loader in the `default` database"));
  }

  private List<CheckResult> failures() {
    List<CheckResult> results = new ArrayList<>();
    new PrivilegeCheck(side.caller(), "default", Deadlines.DEFAULT, results::add).check(NAME);
    assertThat(results).hasSize(4);
    return results.stream().filter(result -> result.grade() == Grade.FAILURE).toList();
  }
}
