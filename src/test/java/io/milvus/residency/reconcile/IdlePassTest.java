package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.MilvusScript;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The calls of a pass when nothing has changed. */
class IdlePassTest {

  private static final Duration LATER = Duration.ofSeconds(31);

  @RegisterExtension private final PassExtension passes = new PassExtension();

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    String[] names = IntStream.range(0, 200).mapToObj(i -> "t" + i).toArray(String[]::new);
    user.createCollection("articles", names);
    user.createAlias("current", "articles");
  }

  @Test
  void makesTwoCallsForAnyNumberOfPoliciesAndPartitions() {
    assertThat(callsOfIdlePass("articles")).containsExactly("ShowPartitions", "ShowPartitions");
  }

  @Test
  void makesOneMoreCallForAlias() {
    assertThat(callsOfIdlePass("current"))
        .containsExactly("DescribeCollection", "ShowPartitions", "ShowPartitions");
  }

  /** Each report reconciles a policy, which costs more than the pass. */
  @Test
  void reportsNothingWhileNothingChanges() {
    callsOfIdlePass("articles");
    int before = operator.reports();

    operator.pass(LATER);
    operator.pass(LATER);
    assertThat(operator.reports()).isEqualTo(before);

    user.createPartition("articles", "new");
    operator.pass(LATER);
    assertThat(operator.reports()).isGreaterThan(before);
  }

  @Test
  void listsPoliciesForPassesButNotForResults() {
    callsOfIdlePass("articles");
    operator.awaitRest();
    int before = operator.listings();

    for (int i = 0; i < 100; i++) {
      operator.awaitAnswers();
    }

    assertThat(operator.listings()).isEqualTo(before);
    operator.pass(LATER);
    operator.awaitRest();
    assertThat(operator.listings()).isLessThanOrEqualTo(before + 4);
  }

  private List<String> callsOfIdlePass(String collection) {
    String spec =
        """
        milvus: {uri: "%s"}
        collection: %s
        rules: [{name: all, match: {globs: ["*"]}, state: Loaded}]
        """
            .formatted(server.uri(), collection);
    operator.apply("a", spec);
    operator.apply("b", spec);
    operator.pass(LATER);
    operator.pass(LATER);
    int before = server.received().size();

    operator.pass(LATER);

    List<MilvusScript.Received> received = server.received();
    return received.subList(before, received.size()).stream()
        .map(MilvusScript.Received::method)
        .toList();
  }
}
