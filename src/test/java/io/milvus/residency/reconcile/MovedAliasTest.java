package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.grpc.BoolResponse;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An alias that leaves a collection and comes back to it. */
class MovedAliasTest {

  private static final Duration LATER = Duration.ofSeconds(31);

  @RegisterExtension private final PassExtension passes = new PassExtension();

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "de", "en", "it");
    user.createCollection("books", "de");
    user.load("articles", "de");
    user.load("books", "de");
    user.createAlias("current", "articles");
    operator.apply("policy", policy("Released"));
    pass();
  }

  private String policy(String state) {
    return """
    milvus: {uri: "%s"}
    collection: current
    rules: [{name: rest, match: {names: [en, it]}, state: %s}]
    safety: {releaseDelay: 0s}
    """
        .formatted(server.uri(), state);
  }

  private void pass() {
    operator.pass(LATER);
    operator.pass(LATER);
  }

  @Test
  void asksForApprovalAfterTheAliasReturns() {
    operator.refuseStatus(true);
    user.moveAlias("current", "books");
    pass();
    user.load("articles", "en", "it");

    user.moveAlias("current", "articles");
    operator.refuseStatus(false);
    pass();

    assertThat(user.loadStates("articles")).containsEntry("en", "Loaded");
    assertThat(operator.partitionPlans("policy").get("en").message())
        .isEqualTo("Waiting for approval.");
  }

  @Test
  void asksForApprovalAfterTheAliasWasDropped() {
    server.fail("DescribeCollection", 100, "can't find collection");
    server.answer("HasCollection", BoolResponse.getDefaultInstance());
    pass();
    server.behave();

    user.load("articles", "en", "it");
    pass();

    assertThat(user.loadStates("articles")).containsEntry("en", "Loaded");
    assertThat(operator.partitionPlans("policy").get("en").message())
        .isEqualTo("Waiting for approval.");
  }

  @Test
  void correctsDriftWhileTheAliasStays() {
    user.load("articles", "en", "it");

    pass();

    assertThat(user.loadStates("articles")).containsEntry("en", "NotLoad");
  }

  @Test
  void releasesNothingOfACollectionItWasNeverSeenAt() {
    user.createPartition("books", "en");
    user.createPartition("books", "it");
    operator.apply("policy", policy("Loaded"));
    pass();
    user.load("books", "en");

    user.moveAlias("current", "books");
    operator.leave("policy");
    pass();

    assertThat(user.loadStates("books")).containsEntry("en", "Loaded");
    assertThat(user.loadStates("articles")).containsEntry("en", "Loaded");
  }

  @Test
  void whoLeavesTakesAlongWhatItWasSeenAt() {
    operator.apply("policy", policy("Loaded"));
    pass();

    operator.leave("policy");
    pass();

    assertThat(user.loadStates("articles"))
        .containsEntry("en", "NotLoad")
        .containsEntry("it", "NotLoad");
  }
}
