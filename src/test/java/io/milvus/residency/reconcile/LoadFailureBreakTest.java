package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.grpc.LoadPartitionsRequest;
import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Failed loads whose reason can't be read, and load settings by several connections. */
class LoadFailureBreakTest {

  private static final Duration STEP = Duration.ofSeconds(5);

  private ScriptedMilvus server = new ScriptedMilvus(MilvusEra.LATE_JOBS);
  private MilvusUser user = new MilvusUser(server.uri());
  private final PassFixture operator =
      new PassFixture(new GrpcConnections(Deadlines.DEFAULT, List.of()));

  @AfterEach
  void close() {
    operator.close();
    user.close();
    server.close();
  }

  @Test
  void keepsResourceGroupThatPolicyOfAnotherConnectionNames() {
    user.close();
    server.close();
    server = new ScriptedMilvus(MilvusEra.WAL);
    user = new MilvusUser(server.uri());
    user.createCollection("articles", "a", "b");
    server.addResourceGroup("rg1", 2);
    operator.apply("p", spec("127.0.0.1", "[a]", "load: {resourceGroups: [rg1]}"));
    operator.pass(STEP);
    operator.pass(STEP);
    operator.apply("q", spec("localhost", "[b]", "load: {settings: Server}"));
    operator.pass(STEP);
    operator.pass(STEP);
    operator.pass(STEP);

    assertThat(server.received("LoadPartitions"))
        .extracting(call -> ((LoadPartitionsRequest) call.request()).getResourceGroupsList())
        .allSatisfy(groups -> assertThat(groups).containsExactly("rg1"));
  }

  private String spec(String host, String names, String load) {
    return """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: serving, match: {names: %s}, state: Loaded}]
        %s
        """
        .formatted(server.uri().replace("127.0.0.1", host), names, load);
  }
}
