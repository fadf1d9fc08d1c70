package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.threads.DaemonThreadFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A writer of events of the group {@code events.k8s.io}, in the background. An event that can't be
 * written is logged once and delays nothing. A repeated event becomes a series, with one request
 * and no read each time.
 */
public final class EventPublisher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** The limit of the API server for a note, in bytes of UTF-8. */
  private static final int MAX_NOTE = 1024;

  /** The limit of the API server for reason, action and reporter, in bytes of UTF-8. */
  private static final int MAX_WORD = 128;

  private static final int MAX_WAITING = 1000;
  private static final int REMEMBERED = 500;

  private final WriteAccess access;
  private final Clock clock;
  private final String instance;
  private final ThreadPoolExecutor background =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          DaemonThreadFactory.named("events"),
          new ThreadPoolExecutor.DiscardOldestPolicy());

  /** The series of each event so far; used by the background thread only. */
  private final Map<Said, Series> written = new Recent<>();

  /** The last failure to write each event; used by the background thread only. */
  private final Map<Said, Instant> refused = new Recent<>();

  /**
   * An event without its time, so that a repeated event is equal to the first.
   *
   * @param policy the policy that the event is about
   * @param uid tells the policy from others of the same name
   */
  private record Said(
      PolicyName policy, String uid, String type, String reason, String action, String note) {}

  private record Series(Instant first, int count) {}

  private static final class Recent<V> extends LinkedHashMap<Said, V> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Said, V> eldest) {
      return size() > REMEMBERED;
    }
  }

  /**
   * Creates the publisher.
   *
   * @param access writes the events
   * @param instance the name of this process, as the reporter of the events
   */
  public EventPublisher(WriteAccess access, Clock clock, String instance) {
    this.access = access;
    this.clock = clock;
    this.instance = cut(instance, MAX_WORD);
  }

  void write(
      PolicyName policy, String uid, String type, String reason, String action, String note) {
    Instant now = clock.instant();
    Said said =
        new Said(
            policy, uid, type, cut(reason, MAX_WORD), cut(action, MAX_WORD), cut(note, MAX_NOTE));
    background.execute(() -> write(said, now));
  }

  private void write(Said said, Instant now) {
    try {
      apply(said, now);
      refused.remove(said);
    } catch (WriteAccess.NotLeadingException e) {
      LOG.debug("Event for {} not written, not leading", said.policy());
    } catch (RuntimeException e) {
      if (refused.put(said, now) == null) {
        LOG.warn(
            "Failed to write an event for {}: {}. The event: {}",
            said.policy(),
            why(e),
            said.note());
      }
    }
  }

  private static String why(RuntimeException e) {
    return e instanceof KubernetesClientException refusal
        ? Optional.ofNullable(refusal.getStatus()).map(Status::getMessage).orElse(e.getMessage())
        : e.toString();
  }

  private void apply(Said said, Instant now) {
    Series before = written.get(said);
    Series series =
        before == null ? new Series(now, 1) : new Series(before.first(), before.count() + 1);
    PolicyName policy = said.policy();
    Event event =
        new EventBuilder()
            .withNewMetadata()
            .withName(name(said, series))
            .withNamespace(policy.namespace())
            .endMetadata()
            .withEventTime(new MicroTime(MICRO_TIME.format(series.first())))
            .withType(said.type())
            .withReason(said.reason())
            .withAction(said.action())
            .withNote(said.note())
            .withReportingController(PartitionLoadPolicy.GROUP + "/" + PolicyReconciler.NAME)
            .withReportingInstance(instance)
            .withRegarding(
                new ObjectReferenceBuilder()
                    .withApiVersion(PartitionLoadPolicy.GROUP + "/v1alpha1")
                    .withKind("PartitionLoadPolicy")
                    .withNamespace(policy.namespace())
                    .withName(policy.name())
                    .withUid(said.uid())
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
    Event applied = event;
    var unused =
        access.write(
            client ->
                client
                    .resource(applied)
                    .fieldManager(PolicyReconciler.NAME)
                    .forceConflicts()
                    .serverSideApply());
    written.put(said, series);
  }

  /** Fits into the length of names, because the schema limits the names of policies. */
  private String name(Said said, Series series) {
    int hash = Objects.hash(said, instance, series.first().toEpochMilli());
    return said.policy().name() + "." + Integer.toHexString(hash);
  }

  /** Returns as much of a text as fits into the given bytes of UTF-8, in whole characters. */
  static String cut(String text, int bytes) {
    String whole =
        text.codePoints()
            .collect(StringBuilder::new, EventPublisher::add, StringBuilder::append)
            .toString();
    return Phrases.cutToBytes(whole, bytes);
  }

  /** Replaces a lone surrogate, as a cut elsewhere may leave it: JSON can't hold it. */
  private static void add(StringBuilder text, int c) {
    boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    text.appendCodePoint(half ? '\uFFFD' : c);
  }

  /** Waits up to 2 s for the queued events to be written. */
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
