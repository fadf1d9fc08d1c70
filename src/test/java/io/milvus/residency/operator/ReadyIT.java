package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The condition Ready, which pipelines wait for with {@code kubectl wait}. */
@ExtendWith(RealParts.Extension.class)
class ReadyIT {

  private static final List<String> PARTITIONS = List.of("p_1", "p_2", "p_3", "p_4", "p_5", "p_6");
  private static final int EDITS = 100;
  private static final long SEED = 14;

  @Test
  void isNeverTrueTooEarly(RealParts parts) {
    Random random = new Random(SEED);
    try (ScriptedMilvus milvus = new ScriptedMilvus();
        MilvusUser user = new MilvusUser(milvus.uri());
        OperatorFixture operator = new OperatorFixture(parts)) {
      milvus.setCourse(LoadCourse.in(2));
      user.createCollection("articles", PARTITIONS.toArray(String[]::new));
      List<String> wanted = List.of();
      for (int edit = 1; edit <= EDITS; edit++) {
        wanted = anotherSubset(wanted, random);
        operator.apply("serving", spec(milvus.uri(), wanted));
        parts
            .kube()
            .kubectl(
                "wait",
                "--for=condition=Ready",
                "plp/serving",
                "--timeout=60s",
                "-n",
                operator.namespace())
            .checked();
        Map<String, String> seen = new TreeMap<>(user.loadStates("articles"));
        seen.keySet().retainAll(PARTITIONS);

        assertThat(seen).as("after edit %s", edit).isEqualTo(states(wanted));
      }
      assertThat(operator.policy("serving").getMetadata().getGeneration()).isEqualTo(EDITS);
    }
  }

  /** Returns at least one partition, and others than before. */
  private static List<String> anotherSubset(List<String> before, Random random) {
    List<String> subset = new ArrayList<>(before);
    while (subset.isEmpty() || subset.equals(before)) {
      subset.clear();
      PARTITIONS.stream().filter(name -> random.nextBoolean()).forEach(subset::add);
    }
    return subset;
  }

  private static Map<String, String> states(List<String> wanted) {
    Map<String, String> states = new TreeMap<>();
    for (String name : PARTITIONS) {
      states.put(name, wanted.contains(name) ? "Loaded" : "NotLoad");
    }
    return states;
  }

  private static String spec(String uri, List<String> wanted) {
    return """
    milvus: {uri: "%s"}
    collection: articles
    rules:
      - {name: serving, match: {names: %s}, state: Loaded}
      - {name: rest, match: {globs: ["p_*"]}, state: Released}
    safety: {releaseDelay: 0s, maxReleasePerChange: 100%%}
    """
        .formatted(uri, wanted);
  }
}
