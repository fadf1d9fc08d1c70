package io.milvus.residency.operator;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Policies that are deleted and created again, as {@code kubectl replace --force} does. */
@ExtendWith(RealParts.Extension.class)
class RecreateIT {

  private static final int POLICIES = 12;
  private static final int ROUNDS = 3;

  @Test
  void reconcilesEveryRecreatedPolicy(RealParts parts) {
    String collection = MilvusUser.uniqueName("recreated");
    parts.user().createCollection(collection, "de");
    List<String> names = IntStream.range(0, POLICIES).mapToObj(i -> "p-" + i).toList();
    String spec =
        """
        milvus: {uri: "%s"}
        collection: %s
        mode: Observe
        rules:
          - {name: all, match: {names: [de]}, state: Loaded}
        interval: 1h
        """
            .formatted(parts.milvus().uri(), collection);
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      for (int i = 0; i < ROUNDS; i++) {
        // Edit first, so that the policy is being reconciled when it is deleted.
        names.parallelStream()
            .forEach(
                name -> {
                  operator.apply(name, spec.replace("1h", "1m"));
                  operator.delete(name);
                  operator.apply(name, spec);
                });
        names.forEach(name -> operator.awaitReason(name, "Observing"));
      }
    }
  }
}
