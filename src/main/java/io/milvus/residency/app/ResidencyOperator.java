package io.milvus.residency.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.milvus.residency.collection.Passes;
import io.milvus.residency.kube.Cluster;
import io.milvus.residency.kube.EventWriter;
import io.milvus.residency.kube.Events;
import io.milvus.residency.kube.PolicyReconciler;
import io.milvus.residency.kube.Secrets;
import io.milvus.residency.milvus.GrpcConnections;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** All parts of the operator, put together. */
public final class ResidencyOperator implements AutoCloseable {

  private static final int RECONCILING_THREADS = 4;
  private static final Duration WATCH_TIMEOUT = Duration.ofSeconds(30);

  private final Operator operator;
  private final Passes passes;
  private final Secrets secrets;
  private final EventWriter events;
  private final Probes probes;

  private ResidencyOperator(
      Operator operator, Passes passes, Secrets secrets, EventWriter events, Probes probes) {
    this.operator = operator;
    this.passes = passes;
    this.secrets = secrets;
    this.events = events;
    this.probes = probes;
  }

  /**
   * Starts the operator. The probes answer at once; it returns when the policies are watched, or
   * tries on in the background where the API server does not let it yet.
   *
   * @param client the way to the API server; stays open when the operator is closed
   * @throws IOException if the port of the probes is taken
   */
  public static ResidencyOperator start(KubernetesClient client, Settings settings, Clock clock)
      throws IOException {
    CompletableFuture<Operator> started = new CompletableFuture<>();
    Cluster cluster =
        new Cluster(
            () -> started.isDone() && started.join().getRuntimeInfo().allEventSourcesAreHealthy());
    EventWriter writer = new EventWriter(client, cluster, clock, settings.instance());
    Events events = new Events(writer);
    AtomicReference<Passes> passes = new AtomicReference<>();
    Secrets secrets =
        new Secrets(
            client,
            secret ->
                cluster
                    .referringTo(secret)
                    .forEach(
                        policy -> {
                          passes.get().forget(policy);
                          cluster.wake(policy);
                        }));
    passes.set(
        new Passes(
            cluster::policies, secrets, new GrpcConnections(), events, cluster::wake, clock));
    Operator operator =
        new Operator(
            o ->
                o.withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withConcurrentReconciliationThreads(RECONCILING_THREADS)
                    .withStopOnInformerErrorDuringStartup(false)
                    .withCacheSyncTimeout(WATCH_TIMEOUT));
    operator.register(
        new PolicyReconciler(cluster, passes.get(), events, clock),
        c -> {
          if (!settings.namespaces().isEmpty()) {
            c.settingNamespaces(settings.namespaces());
          }
        });
    Probes probes = Probes.start(settings.httpPort(), operator, passes.get(), clock);
    operator.start();
    started.complete(operator);
    return new ResidencyOperator(operator, passes.get(), secrets, writer, probes);
  }

  /** Where the probes are served. */
  public int httpPort() {
    return probes.port();
  }

  /** Ends the watches first, so that nothing new begins, and what waits for them last. */
  @Override
  public void close() {
    operator.stop();
    passes.close();
    secrets.close();
    events.close();
    probes.close();
  }
}
