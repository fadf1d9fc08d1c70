package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a pass asks of Milvus when nothing has changed. */
class IdlePassTest {

  private static final Duration LATER = Duration.ofSeconds(31);

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final MilvusUser user = new MilvusUser(server.uri());
  private final PassFixture operator = new PassFixture(Deadlines.DEFAULT);

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    String[] names = IntStream.range(0, 200).mapToObj(i -> "t" + i).toArray(String[]::new);
    user.createCollection("articles", names);
    user.createAlias("current", "articles");
  }

  @AfterEach
  void close() {
    operator.close();
    user.close();
    server.close();
  }

  @Test
  void makesTwoCallsForACollectionWhateverItsPoliciesAndPartitions() {
    assertThat(callsOfAnIdlePassBy("articles")).containsExactly("ShowPartitions", "ShowPartitions");
  }

  @Test
  void makesOneMoreByAnAlias() {
    assertThat(callsOfAnIdlePassBy("current"))
        .containsExactly("DescribeCollection", "ShowPartitions", "ShowPartitions");
  }

  @Test
  void listsPoliciesForAPassAndNotForAnAnswer() {
    callsOfAnIdlePassBy("articles");
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

  private List<String> callsOfAnIdlePassBy(String collection) {
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

    List<Script.Received> received = server.received();
    return received.subList(before, received.size()).stream().map(Script.Received::method).toList();
  }
}
