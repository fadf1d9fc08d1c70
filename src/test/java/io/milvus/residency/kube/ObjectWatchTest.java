package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A watch on informers that break in every way, with a clock that the test advances. */
class ObjectWatchTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000);
  private final AtomicInteger wakeUps = new AtomicInteger();
  private final List<ScriptedInformer> informers = new ArrayList<>();
  private Preparation next = ScriptedInformer::hangs;
  private final ObjectWatch<ConfigMap> watch =
      new ObjectWatch<>(
          "ConfigMap search/users",
          () -> {
            ScriptedInformer informer = new ScriptedInformer();
            informers.add(informer);
            next.prepare(informer);
            return informer.proxy();
          },
          wakeUps::incrementAndGet,
          Runnable::run,
          now::get);

  private interface Preparation {
    void prepare(ScriptedInformer informer);
  }

  @Test
  void readsWithOneWatchWhileNothingBreaks() throws UnreadableException {
    next = informer -> informer.begins(list("1"));

    assertThat(watch.get()).contains(list("1"));
    pass(Duration.ofSeconds(80));

    assertThat(watch.get()).contains(list("1"));
    assertThat(informers).hasSize(1);
    assertThat(wakeUps).hasValue(0);
  }

  @Test
  void reportsEachChangeOnce() throws UnreadableException {
    next = informer -> informer.begins(list("1"));
    watch.get();

    informers.get(0).changes(list("2"));
    pass(Duration.ofSeconds(5));
    assertThat(wakeUps).hasValue(1);
    assertThat(watch.get()).contains(list("2"));

    informers.get(0).vanishes();
    pass(Duration.ofSeconds(5));
    assertThat(wakeUps).hasValue(2);
    assertThat(watch.get()).isEmpty();
  }

  @Test
  void becomesUnreadableTenSecondsAfterBreaking() throws UnreadableException {
    next = informer -> informer.begins(list("1"));
    watch.get();
    next = informer -> informer.isRefused(403);

    informers.get(0).breaks();
    pass(Duration.ofSeconds(9));
    assertThat(watch.get()).contains(list("1"));
    assertThat(wakeUps).hasValue(0);

    pass(Duration.ofSeconds(1));
    assertThat(wakeUps).hasValue(1);
    assertThatThrownBy(watch::get)
        .hasMessage("The operator may not read ConfigMap search/users: grant it list and watch.");
  }

  @Test
  void toleratesShortBreak() throws UnreadableException {
    next = informer -> informer.begins(list("1"));
    watch.get();
    next = informer -> informer.isRefused(503);

    informers.get(0).breaks();
    pass(Duration.ofSeconds(8));
    informers.get(0).goesOn();
    pass(Duration.ofSeconds(60));

    assertThat(watch.get()).contains(list("1"));
    assertThat(wakeUps).hasValue(0);
  }

  @Test
  void trustsBrokenWatchOnlyAfterFreshRead() throws UnreadableException {
    next = informer -> informer.begins(list("1"));
    watch.get();
    next = informer -> informer.isRefused(503);
    informers.get(0).breaks();
    pass(Duration.ofSeconds(11));

    informers.get(0).goesOn();
    pass(Duration.ofSeconds(1));

    assertThat(informers.get(0).stopped()).isTrue();
    assertThatThrownBy(watch::get).hasMessageContaining("the API server does not answer");
  }

  @Test
  void reportsRegainedPermission() throws UnreadableException {
    next = informer -> informer.begins(list("1"));
    watch.get();
    next = informer -> informer.isRefused(403);
    informers.get(0).breaks();
    pass(Duration.ofMinutes(10));
    assertThat(wakeUps).hasValue(1);

    next = informer -> informer.begins(list("2"));
    pass(Duration.ofSeconds(30));

    assertThat(wakeUps).hasValue(2);
    assertThat(watch.get()).contains(list("2"));
  }

  @Test
  void backsOffWhileRefused() {
    next = informer -> informer.isRefused(403);
    assertThatThrownBy(watch::get).hasMessageContaining("may not read");

    pass(Duration.ofMinutes(10));

    assertThat(informers).hasSizeBetween(20, 35);
    assertThat(informers).allMatch(ScriptedInformer::stopped);
    assertThat(wakeUps).hasValue(0);
  }

  @Test
  void replacesStoppedInformer() throws UnreadableException {
    next = informer -> informer.begins(list("1"));
    watch.get();
    next = informer -> informer.begins(list("2"));

    informers.get(0).stops();
    pass(Duration.ofSeconds(2));

    assertThat(watch.get()).contains(list("2"));
    assertThat(wakeUps).hasValue(1);
  }

  @Test
  void replacesOldWatchInCaseItIsDead() throws UnreadableException {
    next = informer -> informer.begins(list("1"));
    watch.get();
    next = informer -> informer.begins(list("2"));

    pass(ObjectWatch.RENEWAL.plusSeconds(1));

    assertThat(watch.get()).contains(list("2"));
    assertThat(wakeUps).hasValue(1);
    assertThat(informers.get(0).stopped()).isTrue();
    assertThat(informers.get(1).stopped()).isFalse();
  }

  @Test
  void becomesUnreadableWhenOldWatchCannotBeReplaced() throws UnreadableException {
    next = informer -> informer.begins(list("1"));
    watch.get();
    next = ScriptedInformer::hangs;

    pass(ObjectWatch.RENEWAL.plus(ObjectWatch.TOLERANCE));

    assertThatThrownBy(watch::get).hasMessageContaining("the API server does not answer");
    assertThat(wakeUps).hasValue(1);
    assertThat(informers.stream().filter(informer -> !informer.stopped())).hasSizeLessThan(2);
  }

  @Test
  void doesNotReportRenewalWithoutChange() throws UnreadableException {
    next = informer -> informer.begins(list("1"));
    watch.get();

    pass(Duration.ofMinutes(20));

    assertThat(wakeUps).hasValue(0);
    assertThat(informers).hasSizeBetween(10, 15);
    assertThat(informers.stream().filter(informer -> !informer.stopped())).hasSize(1);
  }

  @Test
  void doesNotRestartStoppedInformer() throws UnreadableException {
    next = informer -> informer.begins(list("1"));
    watch.get();

    watch.close();

    assertThatThrownBy(watch::get).isInstanceOf(UnreadableException.class);
    assertThat(informers).hasSize(1).allMatch(ScriptedInformer::stopped);
  }

  @Test
  void toleratesClosedClient() {
    next =
        informer -> {
          throw new KubernetesClientException("closed");
        };

    assertThatThrownBy(watch::get).isInstanceOf(UnreadableException.class);
  }

  private void pass(Duration time) {
    for (int second = 0; second < time.toSeconds(); second++) {
      now.addAndGet(Duration.ofSeconds(1).toNanos());
      watch.refresh();
    }
  }

  private static ConfigMap list(String version) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withUid("one")
        .withResourceVersion(version)
        .endMetadata()
        .build();
  }
}
