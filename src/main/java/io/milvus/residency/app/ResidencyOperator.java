package io.milvus.residency.app;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.collection.Passes;
import io.milvus.residency.collection.Policy;
import io.milvus.residency.collection.Time;
import io.milvus.residency.kube.Cluster;
import io.milvus.residency.kube.ConfigMaps;
import io.milvus.residency.kube.EventWriter;
import io.milvus.residency.kube.Events;
import io.milvus.residency.kube.PolicyReconciler;
import io.milvus.residency.kube.Secrets;
import io.milvus.residency.milvus.GrpcConnections;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All parts of the operator, put together. */
public final class ResidencyOperator implements AutoCloseable {

  private static final int RECONCILING_THREADS = 4;
  private static final Duration WATCH_TIMEOUT = Duration.ofSeconds(30);

  /**
   * Never ends. What may fail is dealt with where it is done; this is for what nobody thought of.
   */
  private static final Retry RETRY =
      new GenericRetry()
          .setInitialInterval(Duration.ofSeconds(2))
          .setIntervalMultiplier(2)
          .setMaxInterval(Duration.ofMinutes(1).toMillis())
          .withoutMaxAttempts();

  private final Operator operator;
  private final Pace pace;
  private final Passes passes;
  private final Secrets secrets;
  private final ConfigMaps configMaps;
  private final EventWriter events;
  private final Probes probes;

  private ResidencyOperator(
      Operator operator,
      Pace pace,
      Passes passes,
      Secrets secrets,
      ConfigMaps configMaps,
      EventWriter events,
      Probes probes) {
    this.operator = operator;
    this.pace = pace;
    this.passes = passes;
    this.secrets = secrets;
    this.configMaps = configMaps;
    this.events = events;
    this.probes = probes;
  }

  /**
   * Starts the operator. The probes answer at once; it returns when the policies are watched, or
   * tries on in the background where the API server does not let it yet.
   *
   * @param client the way to the API server; stays open when the operator is closed
   * @param timeDoubts tells why the clock can't be trusted, in words for people; while there is
   *     such a reason, nothing is released
   * @throws IOException if the port of the probes is taken
   */
  public static ResidencyOperator start(
      KubernetesClient client, Settings settings, Clock clock, Supplier<List<String>> timeDoubts)
      throws IOException {
    CompletableFuture<Operator> started = new CompletableFuture<>();
    Cluster cluster =
        new Cluster(
            () -> {
              List<String> doubts = new ArrayList<>(timeDoubts.get());
              if (!started.isDone()
                  || !started.join().getRuntimeInfo().allEventSourcesAreHealthy()) {
                doubts.add("the API server can't be watched, so policies may have changed");
              }
              return doubts;
            });
    EventWriter writer = new EventWriter(client, clock, settings.instance());
    Events events = new Events(writer, cluster::uid);
    AtomicReference<Passes> passes = new AtomicReference<>();
    Consumer<Policy> wake = policy -> passes.get().wake(policy);
    Secrets secrets = new Secrets(client, name -> cluster.referringTo(name).forEach(wake));
    ConfigMaps configMaps = new ConfigMaps(client, name -> cluster.referringTo(name).forEach(wake));
    passes.set(
        new Passes(
            cluster::policies,
            settings.endpoints(),
            secrets,
            configMaps,
            new GrpcConnections(),
            events,
            cluster::wake,
            Time.of(clock)));
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
          c.withTriggerReconcilerOnAllEvents(true)
              .withGenerationAware(false)
              .withOnUpdateFilter(ResidencyOperator::changed)
              .withReconciliationMaxInterval(PolicyReconciler.AT_THE_LATEST)
              .withRetry(RETRY);
          if (!settings.namespaces().isEmpty()) {
            c.settingNamespaces(settings.namespaces());
          }
        });
    Probes probes = Probes.start(settings.httpPort(), operator, passes.get());
    operator.start();
    started.complete(operator);
    Pace pace = Pace.start(passes.get()::lookWhereDue);
    return new ResidencyOperator(operator, pace, passes.get(), secrets, configMaps, writer, probes);
  }

  /** What the operator itself writes, the status, is no reason to look at a policy again. */
  private static boolean changed(PartitionLoadPolicy after, PartitionLoadPolicy before) {
    ObjectMeta now = after.getMetadata();
    ObjectMeta then = before.getMetadata();
    return !Objects.equals(now.getUid(), then.getUid())
        || !Objects.equals(now.getGeneration(), then.getGeneration())
        || !Objects.equals(now.getAnnotations(), then.getAnnotations())
        || !Objects.equals(now.getFinalizers(), then.getFinalizers())
        || !Objects.equals(now.getDeletionTimestamp(), then.getDeletionTimestamp());
  }

  /** Where the probes are served. */
  public int httpPort() {
    return probes.port();
  }

  /** Ends the watches first, so that nothing new begins, and what waits for them last. */
  @Override
  public void close() {
    pace.close();
    operator.stop();
    passes.close();
    secrets.close();
    configMaps.close();
    events.close();
    probes.close();
  }
}
