package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ConcurrentModificationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deleted policies leave nothing in memory. */
class GrowthTest {

  private static final Duration LATER = Duration.ofSeconds(31);
  private static final int MANY = 200;

  private final ManyMilvus servers = new ManyMilvus();
  private final PassFixture operator = new PassFixture(servers);

  @AfterEach
  void close() {
    operator.close();
  }

  private void apply(String name, String host, String secret, String collection, String list) {
    operator.apply(
        name,
        """
        milvus: {uri: "http://%s:19530", credentialsSecretRef: {name: %s}}
        collection: %s
        rules:
          - name: listed
            match: {globs: ["*"]}
            listedIn: {configMapKeyRef: {name: %s, key: names}}
            state: Loaded
            otherwise: Released
        """
            .formatted(host, secret, collection, list));
    operator.list(list, "a");
  }

  @Test
  void forgetsEverythingOfDeletedPolicies() {
    apply("stays", "host.stays", "stays", "stays", "stays");
    operator.pass(LATER);
    settle();
    int before = operator.kept();

    for (int i = 0; i < MANY; i++) {
      apply("p" + i, "host" + i + ".one", "s" + i, "c" + i, "l" + i);
      apply("q" + i, "host.other", "one", "c" + i, "l" + i);
    }
    operator.pass(LATER);
    assertThat(operator.kept()).isGreaterThan(before + MANY);
    for (int i = 0; i < MANY; i++) {
      operator.delete("p" + i);
      operator.delete("q" + i);
    }
    settle();

    awaitKept(before);
    assertThat(servers.open()).isEqualTo(1);
  }

  @Test
  void forgetsEverythingOfTheLastPolicy() {
    int before = operator.kept();
    apply("last", "host.last", "last", "last", "last");
    operator.pass(LATER);
    operator.delete("last");
    settle();

    awaitKept(before);
    assertThat(servers.open()).isZero();
  }

  @Test
  void keepsNothingOfCollectionThatChangesAtEachRead() {
    apply("restless", "host.one", "one", "restless", "one");
    apply("steady", "host.one", "one", "steady", "one");
    operator.pass(LATER);
    settle();
    int before = operator.kept();

    for (int i = 0; i < MANY; i++) {
      operator.pass(LATER);
    }
    settle();

    awaitKept(before);
  }

  /** Waits, because the last passes may still be queued, only to find no policy. */
  private void awaitKept(int things) {
    await()
        .ignoreException(ConcurrentModificationException.class)
        .until(operator::kept, kept -> kept == things);
  }

  /** Runs the passes that are due, and lets the operator forget what is no longer used. */
  private void settle() {
    for (int i = 0; i < 4; i++) {
      operator.goOn(Duration.ofMinutes(2));
      operator.awaitAnswers();
      operator.awaitRest();
    }
  }
}
