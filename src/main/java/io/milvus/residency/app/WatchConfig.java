package io.milvus.residency.app;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.kube.PolicyCloner;
import io.milvus.residency.kube.PolicyReconciler;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/** The settings of java-operator-sdk, which watches the policies and calls the reconciler. */
final class WatchConfig {

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

  private WatchConfig() {}

  /** Returns the framework over a client, which stays open when the framework stops. */
  static Operator operator(KubernetesClient client) {
    return new Operator(
        o ->
            o.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withResourceCloner(new PolicyCloner())
                .withConcurrentReconciliationThreads(RECONCILING_THREADS)
                .withStopOnInformerErrorDuringStartup(false)
                .withCacheSyncTimeout(WATCH_TIMEOUT));
  }

  /**
   * Sets what is watched.
   *
   * @param namespaces the namespaces of the policies; all if empty
   */
  static void configure(
      ControllerConfigurationOverrider<PartitionLoadPolicy> configuration, Set<String> namespaces) {
    configuration
        .withTriggerReconcilerOnAllEvents(true)
        .withGenerationAware(false)
        .withOnUpdateFilter(WatchConfig::changed)
        .withReconciliationMaxInterval(PolicyReconciler.AT_THE_LATEST)
        .withRetry(RETRY);
    if (!namespaces.isEmpty()) {
      configuration.settingNamespaces(namespaces);
    }
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
}
