package io.milvus.residency.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RuntimeInfo;
import io.milvus.residency.kube.ConfigMapReader;
import io.milvus.residency.kube.EventPublisher;
import io.milvus.residency.kube.KubernetesEventRecorder;
import io.milvus.residency.kube.PolicyCache;
import io.milvus.residency.kube.PolicyReconciler;
import io.milvus.residency.kube.SecretReader;
import io.milvus.residency.kube.WriteAccess;
import io.milvus.residency.leader.LeaderElector;
import io.milvus.residency.leader.Leadership;
import io.milvus.residency.metrics.OperatorMetrics;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.reconcile.Clocks;
import io.milvus.residency.reconcile.PassRunner;
import io.milvus.residency.reconcile.PassScheduler;
import io.milvus.residency.reconcile.Policy;
import io.milvus.residency.reconcile.PolicyConnections;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The whole operator: creates its parts and connects them. */
public final class ResidencyOperator implements AutoCloseable {

  private final Operator operator;
  private final AtomicBoolean started;
  private final Runnable begin;
  private final Probes probes;

  /** The parts to close, in this order. */
  private final List<Runnable> parts;

  private ResidencyOperator(
      Operator operator,
      AtomicBoolean started,
      Runnable begin,
      Probes probes,
      List<Runnable> parts) {
    this.operator = operator;
    this.started = started;
    this.begin = begin;
    this.probes = probes;
    this.parts = parts;
  }

  /** Creates an operator that runs alone, and so leads from the beginning. */
  public static ResidencyOperator of(
      KubernetesClient client,
      OperatorSettings settings,
      Clock clock,
      Supplier<List<String>> timeDoubts)
      throws IOException {
    return of(client, settings, clock, timeDoubts, Optional.empty());
  }

  /**
   * Creates the operator. The probes answer at once; nothing is watched yet.
   *
   * @param client the client of the API server; stays open when the operator is closed
   * @param timeDoubts returns why the clock can't be trusted, as text for users; while there is
   *     such a reason, nothing is released
   * @param elector the election of one of several operators; empty if this one runs alone. Started
   *     when the policies are watched, and closed with the operator
   * @throws IOException if the port of the probes is taken
   */
  public static ResidencyOperator of(
      KubernetesClient client,
      OperatorSettings settings,
      Clock clock,
      Supplier<List<String>> timeDoubts,
      Optional<LeaderElector> elector)
      throws IOException {
    Leadership leadership = elector.map(LeaderElector::leadership).orElseGet(Leadership::unshared);
    WriteAccess access = WriteAccess.of(client, leadership);
    Operator operator = WatchConfig.operator(client);
    AtomicBoolean started = new AtomicBoolean();
    Clocks clocks = Clocks.of(clock);
    // The readers wake the scheduler, and the scheduler needs the readers.
    AtomicReference<PassScheduler> passes = new AtomicReference<>();
    Consumer<Policy> wake = policy -> passes.get().wake(policy);
    OperatorMetrics metrics = new OperatorMetrics(Main.Version.text(), clocks);
    Supplier<List<String>> doubts = () -> doubts(timeDoubts, started.get(), operator);
    PolicyCache policyCache = new PolicyCache(doubts, wake, clocks.steady(), settings.mode());
    EventPublisher writer = new EventPublisher(access, clock, settings.instance());
    KubernetesEventRecorder events = new KubernetesEventRecorder(writer, policyCache::uid);
    SecretReader secrets =
        new SecretReader(client, name -> policyCache.referringToSecret(name).forEach(wake));
    ConfigMapReader configMaps =
        new ConfigMapReader(client, name -> policyCache.referringToConfigMap(name).forEach(wake));
    PolicyConnections policyConnections =
        new PolicyConnections(
            secrets, configMaps, new GrpcConnections(metrics.calls(), leadership));
    passes.set(passes(settings, policyCache, policyConnections, events, metrics, clocks));
    elector.ifPresent(e -> passes.get().holdBack());
    operator.register(
        new PolicyReconciler(policyCache, passes.get(), events, clocks, access),
        configuration -> WatchConfig.configure(configuration, settings.namespaces()));
    Supplier<String> text = scrape(metrics, leadership, started, policyCache, passes.get());
    PassTimer timer = new PassTimer(passes.get(), clocks.steady());
    List<Probes.Worker> workers = Probes.workers(timer, elector);
    Probes probes = Probes.start(settings.httpPort(), operator, passes.get(), workers, text);
    return new ResidencyOperator(
        operator,
        started,
        () -> {
          timer.start();
          elector.ifPresent(e -> e.start(() -> lead(passes.get(), policyCache)));
        },
        probes,
        // First what starts passes, so that nothing new begins.
        List.of(
            timer::close,
            operator::stop,
            passes.get()::close,
            writer::close,
            () -> elector.ifPresent(LeaderElector::close),
            secrets::close,
            configMaps::close,
            probes::close));
  }

  private static PassScheduler passes(
      OperatorSettings settings,
      PolicyCache policyCache,
      PolicyConnections policyConnections,
      KubernetesEventRecorder events,
      OperatorMetrics metrics,
      Clocks clocks) {
    PassRunner runner =
        new PassRunner(
            policyCache::policies,
            settings.endpoints(),
            policyConnections,
            metrics.changes(events),
            clocks,
            settings.loadTimeout());
    return new PassScheduler(
        policyCache::policies, runner, policyCache::wake, metrics.passes(), clocks);
  }

  /**
   * Starts to watch the policies. Returns when they have been listed, or after 30 s; then the watch
   * is retried in the background.
   */
  public void start() {
    operator.start();
    started.set(true);
    begin.run();
  }

  private static void lead(PassScheduler passes, PolicyCache policyCache) {
    passes.release();
    policyCache.wakeAll();
  }

  /** Returns whether the policies have been listed and are watched. */
  public boolean watching() {
    RuntimeInfo info = operator.getRuntimeInfo();
    return info.isStarted() && info.allEventSourcesAreHealthy();
  }

  private static Supplier<String> scrape(
      OperatorMetrics metrics,
      Leadership leadership,
      AtomicBoolean started,
      PolicyCache policyCache,
      PassScheduler passes) {
    // Until the operator has started, the cache can't be read.
    Supplier<Stream<Policy>> policies = () -> started.get() ? policyCache.all() : Stream.empty();
    OperatorMetrics.State state =
        new OperatorMetrics.State(leadership::held, policies, passes::results, passes::overdue);
    return () -> metrics.text(state);
  }

  private static List<String> doubts(
      Supplier<List<String>> timeDoubts, boolean started, Operator operator) {
    List<String> doubts = new ArrayList<>(timeDoubts.get());
    if (!started || !operator.getRuntimeInfo().allEventSourcesAreHealthy()) {
      doubts.add("the API server can't be watched, so policies may have changed");
    }
    return doubts;
  }

  /** Returns the port of the probes. */
  public int httpPort() {
    return probes.port();
  }

  @Override
  public void close() {
    // What a pass that still runs knows may be outdated from now on.
    started.set(false);
    parts.forEach(Runnable::run);
  }
}
