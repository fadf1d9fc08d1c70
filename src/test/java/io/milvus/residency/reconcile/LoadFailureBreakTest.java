package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void waitsLongerAfterEachFailureThoughMilvusDoesNotSayWhy(boolean refused) {
    user.createCollection("articles", "a", "x");
    server.setCourse("x", LoadCourse.until("load segment failed, OOM if load", 0, 50));
    if (refused) {
      server.fail("GetLoadingProgress", 8, "request is rejected by grpc RateLimiter middleware");
    }
    operator.apply("p", spec("127.0.0.1", "[a, x]", ""));

    for (int i = 0; i < 120; i++) {
      operator.goOn(STEP);
      operator.awaitRest();
    }

    assertThat(server.received("LoadPartitions")).hasSizeLessThan(12);
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
