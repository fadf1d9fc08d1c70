package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.milvus.residency.reconcile.ExponentialBackoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch on one object that knows when its content can no longer be trusted. A silent watch looks
 * the same whether nothing happens or its connection is dead, so each watch is replaced after two
 * minutes by a new one, which begins with a read from the API server. A watch that is known to be
 * broken is replaced at once. If no new watch begins within ten seconds, the object counts as
 * unreadable until one does.
 *
 * @param <T> the object
 */
final class ObjectWatch<T extends HasMetadata> {

  private static final Logger LOG = LoggerFactory.getLogger(ObjectWatch.class);

  /** The time for which the content of a broken or old watch is still trusted. */
  static final Duration TOLERANCE = Duration.ofSeconds(10);

  /** The maximum age of a watch; up to a quarter less, so that not all are replaced together. */
  static final Duration RENEWAL = Duration.ofMinutes(2);

  private static final Duration FIRST_READ = Duration.ofSeconds(5);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final String what;
  private final Supplier<SharedIndexInformer<T>> informers;
  private final Runnable changed;
  private final Executor background;
  private final LongSupplier nanos;
  private final CompletableFuture<Void> tried = new CompletableFuture<>();

  private Optional<SharedIndexInformer<T>> current = Optional.empty();
  private Optional<WatchAttempt<T>> attempt = Optional.empty();
  private Optional<String> told = Optional.empty();
  private String problem;
  private long delivered;
  private long renewal;
  private long nextAttempt;
  private int failures;
  private boolean closed;

  /**
   * Creates the watch; nothing is watched until {@link #get} or {@link #refresh}.
   *
   * @param what kind and name of the object, for messages
   * @param informers makes an informer of just this object, not started
   * @param changed is called when {@link #get} would return something else than last time
   * @param background runs {@code changed}, never on a thread of the client
   * @param nanos the monotonic clock, in nanoseconds
   */
  ObjectWatch(
      String what,
      Supplier<SharedIndexInformer<T>> informers,
      Runnable changed,
      Executor background,
      LongSupplier nanos) {
    this.what = what;
    this.informers = informers;
    this.changed = changed;
    this.background = background;
    this.nanos = nanos;
    this.nextAttempt = nanos.getAsLong();
    this.problem = noAnswer();
  }

  /**
   * Returns the object as it is now, or empty if there is none. Waits a few seconds for the first
   * read, and never after that.
   *
   * @throws UnreadableException if the object can't be read
   */
  Optional<T> get() throws UnreadableException {
    refresh();
    try {
      tried.get(FIRST_READ.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // The answer below throws the problem.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreadableException("The operator is stopping.");
    }
    return answer();
  }

  private synchronized Optional<T> answer() throws UnreadableException {
    update();
    told = Optional.of(version());
    if (current.isEmpty()) {
      throw new UnreadableException(problem);
    }
    return object();
  }

  /** Replaces the watch if it is due, and reports a change. */
  void refresh() {
    if (changes()) {
      changed.run();
    }
  }

  private synchronized boolean changes() {
    update();
    String now = version();
    boolean differs = told.isPresent() && !told.get().equals(now);
    if (differs && current.isEmpty()) {
      LOG.warn("{}", problem);
    }
    told = told.map(before -> now);
    return differs;
  }

  private void update() {
    if (closed) {
      return;
    }
    long now = nanos.getAsLong();
    attempt.ifPresent(a -> conclude(a, now));
    boolean delivers = current.filter(i -> i.isRunning() && i.isWatching()).isPresent();
    if (delivers) {
      delivered = now;
    }
    long trusted = Math.min(delivered - now, renewal - now) + TOLERANCE.toNanos();
    if (current.isPresent() && trusted <= 0) {
      current.get().stop();
      current = Optional.empty();
    }
    if (attempt.isEmpty() && now - nextAttempt >= 0 && (!delivers || now - renewal >= 0)) {
      begin(now);
    }
  }

  private void begin(long now) {
    try {
      WatchAttempt<T> next = WatchAttempt.start(informers.get(), this::later, now);
      attempt = Optional.of(next);
      CompletionStage<Void> begun = next.begun();
      begun.whenComplete((done, failure) -> later());
    } catch (RuntimeException e) {
      failed(why(e), now);
    }
  }

  private void conclude(WatchAttempt<T> ended, long now) {
    if (!ended.over(now, TOLERANCE)) {
      return;
    }
    attempt = Optional.empty();
    if (!ended.succeeded()) {
      ended.informer().stop();
      failed(ended.failure().map(this::why).orElseGet(this::noAnswer), now);
      return;
    }
    current.ifPresent(SharedIndexInformer::stop);
    current = Optional.of(ended.informer());
    delivered = now;
    renewal = ended.since() + ExponentialBackoff.after(1, RENEWAL, RENEWAL).toNanos();
    nextAttempt = now;
    failures = 0;
    problem = noAnswer();
    tried.complete(null);
  }

  /** Schedules the next attempt; without back-off while the present watch is still trusted. */
  private void failed(String why, long now) {
    failures = current.isPresent() ? 1 : failures + 1;
    nextAttempt = now + ExponentialBackoff.after(failures, SHORTEST_PAUSE, LONGEST_PAUSE).toNanos();
    problem = why;
    tried.complete(null);
  }

  private Optional<T> object() {
    return current.flatMap(informer -> informer.getStore().list().stream().findFirst());
  }

  private String version() {
    if (current.isEmpty()) {
      return problem;
    }
    return object().map(HasMetadata::getMetadata).map(ObjectWatch::version).orElse("absent");
  }

  private static String version(ObjectMeta metadata) {
    return metadata.getUid() + "/" + metadata.getResourceVersion();
  }

  private String noAnswer() {
    return what + " could not be read: the API server does not answer.";
  }

  private String why(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException refused && refused.getCode() == 403) {
        return "The operator may not read " + what + ": grant it list and watch.";
      }
    }
    return noAnswer();
  }

  private void later() {
    background.execute(this::refresh);
  }

  /** Stops watching; from then on, {@link #get} throws. */
  synchronized void close() {
    closed = true;
    current.ifPresent(SharedIndexInformer::stop);
    attempt.ifPresent(a -> a.informer().stop());
    current = Optional.empty();
    attempt = Optional.empty();
    tried.complete(null);
  }
}
