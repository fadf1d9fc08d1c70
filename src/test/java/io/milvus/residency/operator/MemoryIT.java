package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.PolicyStatus.Pending;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A query node that lacks the memory for any rows. */
@ExtendWith(RealParts.Extension.class)
class MemoryIT {

  private final String collection = MilvusUser.uniqueName("memory");

  @Test
  void reportsInsufficientMemoryAndKeepsTheOthersLoaded(RealParts parts) {
    try (MilvusServer server = MilvusServer.startWithLittleMemory();
        MilvusUser user = new MilvusUser(server.uri());
        OperatorFixture operator = new OperatorFixture(parts)) {
      user.createCollection(collection, "empty", "full", "small");
      user.insert(collection, "full", 1);
      operator.apply("first", policy(server.uri(), "empty, small"));
      operator.awaitReason("first", "InSync");

      operator.apply("first", policy(server.uri(), "empty, small, full"));
      operator.awaitReason("first", "InsufficientMemory");

      assertThat(operator.policy("first").getStatus().pending())
          .singleElement()
          .satisfies(
              pending -> {
                assertThat(pending).extracting(Pending::name).isEqualTo("full");
                assertThat(pending.message()).get().asString().contains("Not enough memory");
                assertThat(pending.notBefore()).isPresent();
              });
      assertThat(user.loadState(collection, "empty", "small")).isEqualTo("Loaded");

      operator.apply("first", policy(server.uri(), "empty, small"));
      operator.awaitReason("first", "InSync");
    }
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
