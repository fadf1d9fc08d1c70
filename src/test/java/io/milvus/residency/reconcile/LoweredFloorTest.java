package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lowering minResident while only minResident keeps partitions of an ended schedule loaded. */
class LoweredFloorTest {

  private static final Duration LATER = Duration.ofSeconds(31);
  private static final String OFFICE =
      "{name: office, match: {globs: ['p*']}, during: [{from: '07:00', to: '20:00'}],"
          + " state: Loaded, otherwise: Released}";
  private static final String NOTHING = "{name: x, match: {globs: ['x*']}, state: Ignored}";

  @RegisterExtension private final PassExtension passes = new PassExtension();

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "p1", "p2", "p3", "p4", "q1");
    user.load("articles", "p1", "p2", "p3", "p4");
  }

  private static String policy(String uri, String rules, int floor) {
    return """
    milvus: {uri: "%s"}
    collection: articles
    load: {replicas: 1}
    rules: [%s]
    safety: {releaseDelay: 0s, minResident: %s}
    """
        .formatted(uri, rules, floor);
  }

  private long loaded() {
    return user.loadStates("articles").entrySet().stream()
        .filter(state -> state.getKey().startsWith("p") && state.getValue().equals("Loaded"))
        .count();
  }

  private void passes(int count) {
    for (int i = 0; i < count; i++) {
      operator.pass(LATER);
    }
  }

  private void passUntilEvening() {
    passes(3);
    operator.pass(Duration.ofHours(10));
    passes(3);
    assertThat(loaded()).isEqualTo(4);
  }

  @Test
  void holdsReleasesWhenTheEditAlsoLoads() {
    operator.apply("a", policy(server.uri(), OFFICE, 4));
    passUntilEvening();

    String more = OFFICE + ", {name: q, match: {names: [q1]}, state: Loaded}";
    operator.apply("a", policy(server.uri(), more, 0));
    passes(4);

    assertThat(loaded()).isEqualTo(4);
  }

  @Test
  void holdsReleasesWhenAnotherConnectionLowersMinResident() {
    operator.apply("a", policy(server.uri(), NOTHING, 4));
    operator.apply("b", policy(server.uri().replace("127.0.0.1", "localhost"), OFFICE, 0));
    passUntilEvening();

    operator.apply("a", policy(server.uri(), NOTHING, 0));
    operator.pass("a");
    passes(4);

    assertThat(loaded()).isEqualTo(4);
  }
}
