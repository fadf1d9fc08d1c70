package io.milvus.residency.app;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RuntimeInfo;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.kube.ConfigMapReader;
import io.milvus.residency.kube.EventPublisher;
import io.milvus.residency.kube.KubernetesEventRecorder;
import io.milvus.residency.kube.PolicyCache;
import io.milvus.residency.kube.PolicyReconciler;
import io.milvus.residency.kube.SecretReader;
import io.milvus.residency.metrics.OperatorMetrics;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.reconcile.Clocks;
import io.milvus.residency.reconcile.PassRunner;
import io.milvus.residency.reconcile.PassScheduler;
import io.milvus.residency.reconcile.Policy;
import io.milvus.residency.reconcile.PolicyConnections;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The whole operator: creates its parts and connects them. */
public final class ResidencyOperator implements AutoCloseable {

  private static final int RECONCILING_THREADS = 4;
  private static final Duration WATCH_TIMEOUT = Duration.ofSeconds(30);

  /**
   * Retries without end. Expected failures are handled where they occur; this is for the others.
   */
  private static final Retry RETRY =
      new GenericRetry()
          .setInitialInterval(Duration.ofSeconds(2))
          .setIntervalMultiplier(2)
          .setMaxInterval(Duration.ofMinutes(1).toMillis())
          .withoutMaxAttempts();

  private final Operator operator;
  private final AtomicBoolean started;
  private final PassTimer timer;
  private final Probes probes;

  /** The parts to close, in this order. */
  private final List<Runnable> parts;

  private ResidencyOperator(
      Operator operator,
      AtomicBoolean started,
      PassTimer timer,
      Probes probes,
      List<Runnable> parts) {
    this.operator = operator;
    this.started = started;
    this.timer = timer;
    this.probes = probes;
    this.parts = parts;
  }

  /**
   * Creates the operator. The probes answer at once; nothing is watched yet.
   *
   * @param client the client of the API server; stays open when the operator is closed
   * @param timeDoubts returns why the clock can't be trusted, as text for users; while there is
   *     such a reason, nothing is released
   * @throws IOException if the port of the probes is taken
   */
  public static ResidencyOperator of(
      KubernetesClient client,
      OperatorSettings settings,
      Clock clock,
      Supplier<List<String>> timeDoubts)
      throws IOException {
    Operator operator = operator(client);
    AtomicBoolean started = new AtomicBoolean();
    Clocks clocks = Clocks.of(clock);
    // The readers wake the scheduler, and the scheduler needs the readers.
    AtomicReference<PassScheduler> passes = new AtomicReference<>();
    Consumer<Policy> wake = policy -> passes.get().wake(policy);
    OperatorMetrics metrics = new OperatorMetrics(Main.Version.text(), clocks);
    Supplier<List<String>> doubts = () -> doubts(timeDoubts, started.get(), operator);
    PolicyCache policyCache = new PolicyCache(doubts, wake, clocks.steady(), settings.mode());
    EventPublisher writer = new EventPublisher(client, clock, settings.instance());
    KubernetesEventRecorder events = new KubernetesEventRecorder(writer, policyCache::uid);
    SecretReader secrets =
        new SecretReader(client, name -> policyCache.referringToSecret(name).forEach(wake));
    ConfigMapReader configMaps =
        new ConfigMapReader(client, name -> policyCache.referringToConfigMap(name).forEach(wake));
    PolicyConnections policyConnections =
        new PolicyConnections(secrets, configMaps, new GrpcConnections(metrics.calls()));
    PassRunner runner =
        new PassRunner(
            policyCache::policies,
            settings.endpoints(),
            policyConnections,
            metrics.changes(events),
            clocks,
            settings.loadTimeout());
    passes.set(
        new PassScheduler(
            policyCache::policies, runner, policyCache::wake, metrics.passes(), clocks));
    operator.register(
        new PolicyReconciler(policyCache, passes.get(), events, clocks),
        configuration -> configure(configuration, settings));
    Supplier<String> text = scrape(metrics, policyCache, passes.get());
    Probes probes = Probes.start(settings.httpPort(), operator, passes.get(), text);
    PassTimer timer = new PassTimer(passes.get());
    return new ResidencyOperator(
        operator,
        started,
        timer,
        probes,
        // First what starts passes, so that nothing new begins.
        List.of(
            timer::close,
            operator::stop,
            passes.get()::close,
            secrets::close,
            configMaps::close,
            writer::close,
            probes::close));
  }

  /**
   * Starts to watch the policies. Returns when they have been listed, or after 30 s; then the watch
   * is retried in the background.
   */
  public void start() {
    operator.start();
    started.set(true);
    timer.start();
  }

  /** Returns whether the policies have been listed and are watched. */
  public boolean watching() {
    RuntimeInfo info = operator.getRuntimeInfo();
    return info.isStarted() && info.allEventSourcesAreHealthy();
  }

  private static Supplier<String> scrape(
      OperatorMetrics metrics, PolicyCache policyCache, PassScheduler passes) {
    OperatorMetrics.State state =
        new OperatorMetrics.State(policyCache::all, passes::results, passes::overdue);
    return () -> metrics.text(state);
  }

  private static Operator operator(KubernetesClient client) {
    return new Operator(
        o ->
            o.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(RECONCILING_THREADS)
                .withStopOnInformerErrorDuringStartup(false)
                .withCacheSyncTimeout(WATCH_TIMEOUT));
  }

  private static void configure(
      ControllerConfigurationOverrider<PartitionLoadPolicy> configuration,
      OperatorSettings settings) {
    configuration
        .withTriggerReconcilerOnAllEvents(true)
        .withGenerationAware(false)
        .withOnUpdateFilter(ResidencyOperator::changed)
        .withReconciliationMaxInterval(PolicyReconciler.AT_THE_LATEST)
        .withRetry(RETRY);
    if (!settings.namespaces().isEmpty()) {
      configuration.settingNamespaces(settings.namespaces());
    }
  }

  private static List<String> doubts(
      Supplier<List<String>> timeDoubts, boolean started, Operator operator) {
    List<String> doubts = new ArrayList<>(timeDoubts.get());
    if (!started || !operator.getRuntimeInfo().allEventSourcesAreHealthy()) {
      doubts.add("the API server can't be watched, so policies may have changed");
    }
    return doubts;
  }

  /** Ignores changes of status, because the operator itself writes it. */
  private static boolean changed(PartitionLoadPolicy after, PartitionLoadPolicy before) {
    ObjectMeta now = after.getMetadata();
    ObjectMeta then = before.getMetadata();
    return !Objects.equals(now.getUid(), then.getUid())
        || !Objects.equals(now.getGeneration(), then.getGeneration())
        || !Objects.equals(now.getAnnotations(), then.getAnnotations())
        || !Objects.equals(now.getFinalizers(), then.getFinalizers())
        || !Objects.equals(now.getDeletionTimestamp(), then.getDeletionTimestamp());
  }

  /** Returns the port of the probes. */
  public int httpPort() {
    return probes.port();
  }

  @Override
  public void close() {
    parts.forEach(Runnable::run);
  }
}
