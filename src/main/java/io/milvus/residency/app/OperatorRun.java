package io.milvus.residency.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.api.Mode;
import io.milvus.residency.kube.ClockSkewMonitor;
import io.milvus.residency.kube.KubernetesLease;
import io.milvus.residency.kube.PolicyAccess;
import io.milvus.residency.kubeconfig.KubeconfigException;
import io.milvus.residency.leader.LeaderElector;
import io.milvus.residency.reconcile.Clocks;
import io.milvus.residency.reconcile.EndpointAllowList;
import java.io.IOException;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The run of the operator, until the process is told to stop or has lost its lease. */
final class OperatorRun {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorRun.class);

  /** Less than the 30 s before Kubernetes kills a pod, and more than closing takes. */
  private static final Duration STOP = Duration.ofSeconds(25);

  private final OperatorSettings settings;
  private final Optional<String> leaseNamespace;
  private final Clocks clocks = Clocks.of(Clock.systemUTC());
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean lost = new AtomicBoolean();

  /**
   * Prepares a run.
   *
   * @param leaseNamespace the namespace of the Lease; empty if the operator runs alone
   */
  OperatorRun(OperatorSettings settings, Optional<String> leaseNamespace) {
    this.settings = settings;
    this.leaseNamespace = leaseNamespace;
  }

  /**
   * Runs the operator; returns the exit code. After the loss of the lease the process has to be
   * restarted, because what it remembers may be older than what the present leader has done.
   */
  int run() throws KubeconfigException, IOException, InterruptedException {
    OperatorCluster cluster = OperatorCluster.find(System.getenv(), Clock.systemUTC());
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    try (KubernetesClient client = cluster.client();
        KubernetesClient checkingClient = cluster.checkingClient();
        KubernetesClient leaseClient = cluster.leaseClient();
        ClockSkewMonitor clockSkew = new ClockSkewMonitor(client, clocks);
        ResidencyOperator operator =
            ResidencyOperator.of(
                client,
                settings,
                Clock.systemUTC(),
                clockSkew::doubts,
                leaseNamespace.map(namespace -> elector(leaseClient, namespace)))) {
      if (settings.endpoints().equals(EndpointAllowList.ANY)) {
        LOG.warn(
            "Policies may name any Milvus. To restrict them, set --milvus-endpoints"
                + " (RESIDENCY_MILVUS_ENDPOINTS).");
      }
      PolicyAccess server =
          new PolicyAccess(checkingClient, settings.namespaces(), cluster.config().source());
      new StartupCheck(operator, server, started(client, operator)).run(stopped);
      LOG.info(lost.get() ? "Stopping, to be restarted as a follower" : "Stopping");
    } catch (BindException e) {
      throw new IOException(
          "--http-port (RESIDENCY_HTTP_PORT): can't listen on port "
              + settings.httpPort()
              + " ("
              + e.getMessage()
              + "). Use another port, or 0 for any free port.",
          e);
    } finally {
      closed.countDown();
    }
    return lost.get() ? 1 : 0;
  }

  private LeaderElector elector(KubernetesClient leaseClient, String namespace) {
    return new LeaderElector(
        new KubernetesLease(leaseClient, namespace),
        // A container that restarts in its pod has the name of its predecessor.
        OperatorSettings.hostName() + "_" + UUID.randomUUID(),
        clocks.steady(),
        clocks.wall(),
        this::lose);
  }

  private void lose() {
    lost.set(true);
    stopped.countDown();
  }

  private String started(KubernetesClient client, ResidencyOperator operator) {
    return "Started: policies of "
        + (settings.namespaces().isEmpty() ? "all namespaces" : settings.namespaces())
        + (settings.mode() == Mode.ENFORCE ? "" : " in mode " + settings.mode())
        + " at "
        + client.getMasterUrl()
        + ", probes on port "
        + operator.httpPort();
  }

  private void stop() {
    stopped.countDown();
    try {
      if (!closed.await(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Exiting before everything has stopped (limit: {} s)", STOP.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
