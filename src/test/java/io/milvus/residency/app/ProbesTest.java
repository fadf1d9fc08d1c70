package io.milvus.residency.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javaoperatorsdk.operator.Operator;
import io.milvus.residency.leader.LeaderElector;
import io.milvus.residency.leader.LeaseRecord;
import io.milvus.residency.leader.LeaseStore;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.reconcile.Clocks;
import io.milvus.residency.reconcile.EndpointAllowList;
import io.milvus.residency.reconcile.PassRecorder;
import io.milvus.residency.reconcile.PassRunner;
import io.milvus.residency.reconcile.PassScheduler;
import io.milvus.residency.reconcile.PolicyConnections;
import io.milvus.residency.reconcile.PolicySnapshot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The liveness of threads, by a clock that the test moves. */
class ProbesTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private final LeaderElector elector =
      new LeaderElector(new SilentServer(), "pod", now::get, now::get, () -> {});
  private final PassScheduler passes =
      new PassScheduler(
          () -> PolicySnapshot.of(List.of()),
          new PassRunner(
              () -> PolicySnapshot.of(List.of()),
              EndpointAllowList.ANY,
              new PolicyConnections(null, null, new GrpcConnections()),
              null,
              new Clocks(now::get, now::get),
              ClaimSet.LOAD_TIMEOUT),
          name -> {},
          PassRecorder.NONE,
          new Clocks(now::get, now::get));
  private final PassTimer timer = new PassTimer(passes, now::get);
  private final Probes probes =
      Probes.start(
          0,
          new Operator(),
          passes,
          List.of(
              new Probes.Worker("timer", timer::idle), new Probes.Worker("leader", elector::idle)),
          () -> "");

  ProbesTest() throws IOException {}

  /** An API server whose answer does not come while the test runs. */
  private final class SilentServer implements LeaseStore {
    @Override
    public Optional<LeaseRecord> read() {
      asked.countDown();
      try {
        answered.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return Optional.empty();
    }

    @Override
    public Optional<LeaseRecord> create(LeaseRecord lease) {
      return Optional.empty();
    }

    @Override
    public Optional<LeaseRecord> replace(LeaseRecord lease) {
      return Optional.empty();
    }
  }

  @AfterEach
  void close() {
    answered.countDown();
    elector.close();
    timer.close();
    passes.close();
    probes.close();
  }

  private HttpResponse<String> health() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + probes.port() + "/healthz");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void isHealthyBeforeItsThreadsHaveStarted() throws IOException, InterruptedException {
    now.set(Instant.EPOCH.plus(Duration.ofHours(1)));

    assertThat(health().statusCode()).isEqualTo(200);
  }

  @Test
  void isNotHealthyWhenRenewalsHaveStopped() throws IOException, InterruptedException {
    elector.start(() -> {});
    asked.await();
    now.set(Instant.EPOCH.plusSeconds(60));
    assertThat(health().statusCode()).isEqualTo(200);

    now.set(Instant.EPOCH.plusSeconds(61));
    assertThat(health().statusCode()).isEqualTo(503);
    assertThat(health().body())
        .isEqualTo("the thread leader has made no progress for 61 s (limit: 60 s)\n");
  }

  @Test
  void isNotHealthyWhenTimerHasEnded() {
    timer.start();
    timer.close();

    // The thread may still note its last turn.
    await()
        .untilAsserted(
            () -> {
              now.updateAndGet(time -> time.plus(Duration.ofHours(1)));
              assertThat(health().body()).startsWith("the thread timer has made no progress for ");
            });
  }
}
