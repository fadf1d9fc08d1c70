package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The calls of the first passes, when no policy is resolved yet. */
class StartPassTest {

  private static final int COLLECTIONS = 40;

  @RegisterExtension private final PassExtension passes = new PassExtension();

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  /** Each pass needs to know of each name whether it is an alias of the collection of the pass. */
  @Test
  void asksAboutEachUnresolvedNameAFewTimes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      user.createCollection("c" + i, "de");
      operator.apply(
          "p" + i,
          """
          milvus: {uri: "%s"}
          collection: c%d
          rules: [{name: all, match: {names: [de]}, state: Ignored}]
          """
              .formatted(server.uri(), i));
    }

    operator.pass(Duration.ofSeconds(1));

    // Two to read a collection, and one for each of the passes that run at the same time.
    assertThat(server.received("DescribeCollection").size())
        .isLessThanOrEqualTo((2 + 4) * COLLECTIONS);
  }
}
