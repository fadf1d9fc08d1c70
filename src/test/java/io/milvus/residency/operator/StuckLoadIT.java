package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.PolicyStatus.Pending;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A load that does not fit on a query node, which Milvus would try for two minutes. */
@ExtendWith(RealParts.Extension.class)
class StuckLoadIT {

  private static final int MILVUS_TIMEOUT = 120;
  private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(15);

  private final String collection = MilvusUser.uniqueName("stuck");
  private final List<Set<Long>> found = new CopyOnWriteArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();

  @Test
  void cancelsStuckLoadWhileItsNeighboursServe(RealParts parts) {
    try (MilvusServer server = MilvusServer.startWithLittleMemory(MILVUS_TIMEOUT);
        MilvusUser user = new MilvusUser(server.uri());
        OperatorFixture operator = new OperatorFixture(parts, LOAD_TIMEOUT)) {
      user.createCollection(collection, "empty", "full", "small");
      user.insert(collection, "full", 1);
      operator.apply("first", policy(server.uri(), "empty, small"));
      operator.awaitReason("first", "InSync");
      // Rows that come after the load need no room that Milvus checks.
      user.insert(collection, "small", 7);
      OperatorFixture.soon("the row of small").until(() -> user.query(collection).contains(7L));

      ScheduledExecutorService searches = Executors.newSingleThreadScheduledExecutor();
      try {
        var unused =
            searches.scheduleWithFixedDelay(() -> search(user), 0, 200, TimeUnit.MILLISECONDS);
        operator.apply("first", policy(server.uri(), "empty, small, full"));
        OperatorFixture.soon("full is cancelled")
            .until(
                () -> String.join("\n", operator.eventNotes()),
                notes -> notes.contains("Cancelled the load of full (rule serving)"));
        OperatorFixture.soon("full waits")
            .until(() -> pending(operator).stream().anyMatch(p -> p.notBefore().isPresent()));
      } finally {
        searches.shutdownNow();
      }

      assertThat(pending(operator))
          .singleElement()
          .satisfies(
              pending -> {
                assertThat(pending.name()).isEqualTo("full");
                assertThat(pending.reason().toString()).isIn("InsufficientMemory", "LoadStuck");
                assertThat(pending.message().orElse("")).contains("was cancelled", "next try at");
              });
      assertThat(user.loadState(collection, "empty", "small")).isEqualTo("Loaded");
      assertThat(found).hasSizeGreaterThan(20).allMatch(rows -> rows.contains(7L));
      assertThat(errors).isEmpty();
    }
  }

  private void search(MilvusUser user) {
    try {
      found.add(user.query(collection));
    } catch (IllegalStateException e) {
      errors.add(e.getMessage());
    }
  }

  private static List<Pending> pending(OperatorFixture operator) {
    return operator.policy("first").getStatus().pending();
  }

  private String policy(String uri, String names) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: serving, match: {names: [%s]}, state: Loaded}]
    interval: 5s
    """
        .formatted(uri, collection, names);
  }
}
