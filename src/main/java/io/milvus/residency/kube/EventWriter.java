package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.plan.PolicyName;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events of the group {@code events.k8s.io}, in the background: an event that can't be
 * written is logged and never holds anything up. One that repeats becomes a series, with one
 * request and no read each time.
 */
public final class EventWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int MAX_NOTE = 1024;
  private static final int MAX_WAITING = 1000;
  private static final int REMEMBERED = 500;

  private final KubernetesClient client;
  private final Cluster cluster;
  private final Clock clock;
  private final String instance;
  private final ThreadPoolExecutor background =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          task -> {
            Thread thread = new Thread(task, "events");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardOldestPolicy());

  /**
   * What a repeat has to leave as it was, by the name of the event; only the thread of it uses it.
   */
  private final Map<String, Series> written =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Series> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Series(Instant first, int count) {}

  /**
   * Writes through a client.
   *
   * @param instance names this process, as the reporter of the events
   */
  public EventWriter(KubernetesClient client, Cluster cluster, Clock clock, String instance) {
    this.client = client;
    this.cluster = cluster;
    this.clock = clock;
    this.instance = instance;
  }

  void write(PolicyName policy, String type, String reason, String action, String note) {
    Instant now = clock.instant();
    String text = note.length() > MAX_NOTE ? note.substring(0, MAX_NOTE - 1) + "…" : note;
    background.execute(
        () -> {
          try {
            cluster
                .uid(policy)
                .ifPresent(uid -> apply(policy, uid, type, reason, action, text, now));
          } catch (KubernetesClientException e) {
            LOG.warn("An event on {} could not be written: {}", policy, e.getMessage());
          }
        });
  }

  private void apply(
      PolicyName policy,
      String uid,
      String type,
      String reason,
      String action,
      String note,
      Instant now) {
    String key = uid + "." + Integer.toHexString(Objects.hash(type, reason, action, note));
    Series before = written.get(key);
    Series series =
        before == null ? new Series(now, 1) : new Series(before.first(), before.count() + 1);
    String name =
        policy.name()
            + "."
            + Integer.toHexString(Objects.hash(key, instance, series.first().toEpochMilli()));
    Event event =
        new EventBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(policy.namespace())
            .endMetadata()
            .withEventTime(new MicroTime(MICRO_TIME.format(series.first())))
            .withType(type)
            .withReason(reason)
            .withAction(action)
            .withNote(note)
            .withReportingController(PartitionLoadPolicy.GROUP + "/" + PolicyReconciler.NAME)
            .withReportingInstance(instance)
            .withRegarding(
                new ObjectReferenceBuilder()
                    .withApiVersion(PartitionLoadPolicy.GROUP + "/v1alpha1")
                    .withKind("PartitionLoadPolicy")
                    .withNamespace(policy.namespace())
                    .withName(policy.name())
                    .withUid(uid)
                    .build())
            .build();
    if (series.count() > 1) {
      event =
          event
              .edit()
              .withNewSeries()
              .withCount(series.count())
              .withLastObservedTime(new MicroTime(MICRO_TIME.format(now)))
              .endSeries()
              .build();
    }
    client.resource(event).fieldManager(PolicyReconciler.NAME).forceConflicts().serverSideApply();
    written.put(key, series);
  }

  /** Gives what is waiting a moment to be written. */
  @Override
  public void close() {
    background.shutdown();
    try {
      if (!background.awaitTermination(2, TimeUnit.SECONDS)) {
        background.shutdownNow();
      }
    } catch (InterruptedException e) {
      background.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
