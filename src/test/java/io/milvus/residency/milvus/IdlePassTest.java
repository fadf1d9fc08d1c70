package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.Reason;
import io.milvus.residency.collection.ConfigMapName;
import io.milvus.residency.collection.Endpoints;
import io.milvus.residency.collection.Lists;
import io.milvus.residency.collection.Passes;
import io.milvus.residency.collection.Policies;
import io.milvus.residency.collection.Policy;
import io.milvus.residency.collection.Recorder;
import io.milvus.residency.collection.References;
import io.milvus.residency.collection.SecretName;
import io.milvus.residency.plan.ListContent;
import io.milvus.residency.plan.Notice;
import io.milvus.residency.plan.PolicyName;
import io.milvus.residency.plan.Step;
import io.milvus.residency.testkit.MilvusUser;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a pass asks of Milvus when nothing has changed. */
class IdlePassTest {

  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
  private final ScriptedMilvus server = new ScriptedMilvus();
  private final MilvusUser user = new MilvusUser(server.uri());

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    String[] names = IntStream.range(0, 200).mapToObj(i -> "t" + i).toArray(String[]::new);
    user.createCollection("articles", names);
    user.createAlias("current", "articles");
  }

  @AfterEach
  void close() {
    user.close();
    server.close();
  }

  @Test
  void makesTwoCallsForACollectionWhateverItsPoliciesAndPartitions() {
    assertThat(callsOfAnIdlePass(policy("a", "articles"), policy("b", "articles")))
        .containsExactly("ShowPartitions", "ShowPartitions");
  }

  @Test
  void makesOneMoreByAnAlias() {
    assertThat(callsOfAnIdlePass(policy("a", "current"), policy("b", "current")))
        .containsExactly("DescribeCollection", "ShowPartitions", "ShowPartitions");
  }

  private List<String> callsOfAnIdlePass(Policy... policies) {
    List<Policy> all = List.of(policies);
    InstantSource time = now::get;
    try (Passes passes =
        new Passes(
            () -> new Policies(all, List.of()),
            Endpoints.ANY,
            new NoSecrets(),
            new NoLists(),
            new GrpcConnections(),
            new Deaf(),
            policy -> {},
            time.withZone(ZoneOffset.UTC))) {
      answered(passes, all);
      later();
      answered(passes, all);
      later();
      int before = server.received().size();

      answered(passes, all);

      List<Script.Received> received = server.received();
      return received.subList(before, received.size()).stream()
          .map(Script.Received::method)
          .toList();
    }
  }

  /** Asks until there is an answer for each, as reconcilers do. */
  private static void answered(Passes passes, List<Policy> policies) {
    await()
        .until(
            () ->
                policies.stream().map(passes::ask).filter(Optional::isPresent).count()
                    == policies.size());
  }

  private void later() {
    now.updateAndGet(time -> time.plus(INTERVAL).plusSeconds(1));
  }

  private Policy policy(String name, String collection) {
    PolicySpec spec =
        Serialization.unmarshal(
            """
            milvus: {uri: "%s"}
            collection: %s
            rules: [{name: all, match: {globs: ["*"]}, state: Loaded}]
            interval: 30s
            """
                .formatted(server.uri(), collection),
            PolicySpec.class);
    return new Policy(
        new PolicyName("search", name), name, 1, spec, Annotations.NONE, PolicyStatus.EMPTY, false);
  }

  private static final class NoSecrets implements References {
    @Override
    public Credentials credentials(SecretName secret) throws NotReadyException {
      throw new NotReadyException(secret + " does not exist");
    }

    @Override
    public Tls tls(SecretName secret) throws NotReadyException {
      throw new NotReadyException(secret + " does not exist");
    }

    @Override
    public void retain(Set<SecretName> used) {}
  }

  private static final class NoLists implements Lists {
    @Override
    public ListContent list(ConfigMapName configMap, String key) {
      return ListContent.unreadable(configMap + " does not exist");
    }

    @Override
    public void retain(Set<ConfigMapName> used) {}
  }

  private static final class Deaf implements Recorder {
    @Override
    public void done(Step step) {}

    @Override
    public void refused(Step step, Reason reason, String message) {}

    @Override
    public void noticed(Notice notice) {}
  }
}
