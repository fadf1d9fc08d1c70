package io.milvus.residency.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.reconcile.ExponentialBackoff;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A writer to policies that logs a failure in one line, and again only when the failure changes. A
 * conflict with another writer counts as a failure only if it lasts.
 */
final class PolicyWriter {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyWriter.class);
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final int LENGTH = 300;

  /** Conflicts in a row that are normal while others write, too. */
  private static final int CONFLICTS = 3;

  /** The HTTP status of a JSON patch whose test fails. */
  private static final int UNPROCESSABLE = 422;

  private final InstantSource steady;
  private final Map<Write, Failure> failures = new ConcurrentHashMap<>();

  PolicyWriter(InstantSource steady) {
    this.steady = steady;
  }

  private record Write(PolicyName policy, String what) {}

  private static final Failure NONE = new Failure(0, "", false, 0, Instant.MIN);

  /**
   * A write that fails.
   *
   * @param attempts failures in a row
   * @param told whether the failure is logged
   * @param waits the number of waits so far; a failure before the end of a wait begins no other
   * @param until when the wait ends, by the steady clock
   */
  private record Failure(int attempts, String why, boolean told, int waits, Instant until) {
    Failure next(String reason, boolean outdated, Instant now) {
      boolean waited = !now.isBefore(until);
      return new Failure(
          attempts + 1,
          reason,
          !outdated || attempts + 1 > CONFLICTS,
          waited ? waits + 1 : waits,
          waited ? now.plus(ExponentialBackoff.after(waits + 1, FIRST, LONGEST)) : until);
    }
  }

  /**
   * A write that has failed.
   *
   * @param after when to retry
   * @param another whether the failure differs from the last one, and was logged
   */
  record Refused(Duration after, boolean another) {}

  /**
   * Attempts a write.
   *
   * @param what the part of the policy that is written, for the log
   * @return the failure; empty if the write has succeeded, or the policy no longer exists
   */
  Optional<Refused> attempt(PolicyName policy, String what, Runnable write) {
    Write key = new Write(policy, what);
    try {
      write.run();
      if (Optional.ofNullable(failures.remove(key)).filter(Failure::told).isPresent()) {
        LOG.info("Wrote the {} of {} after earlier failures", what, policy);
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      if (e instanceof KubernetesClientException k
          && k.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        failures.remove(key);
        return Optional.empty();
      }
      Failure before = failures.getOrDefault(key, NONE);
      Instant time = steady.instant();
      Failure now = before.next(why(e), outdated(e), time);
      boolean another = now.told() && !(before.told() && before.why().equals(now.why()));
      if (another) {
        LOG.warn("Failed to write the {} of {}, retrying: {}", what, policy, now.why());
      }
      failures.put(key, now);
      return Optional.of(new Refused(Duration.between(time, now.until()), another));
    }
  }

  /** Forgets a deleted policy. */
  void forget(PolicyName policy) {
    failures.keySet().removeIf(write -> write.policy().equals(policy));
  }

  /** Returns whether another writer was faster; the watch is about to show the change. */
  private static boolean outdated(RuntimeException e) {
    return e instanceof KubernetesClientException k
        && (k.getCode() == HttpURLConnection.HTTP_CONFLICT || k.getCode() == UNPROCESSABLE);
  }

  /** Returns the cause in one short line, the same each time. */
  private static String why(RuntimeException e) {
    String text = e.getMessage() == null ? e.toString() : e.getMessage();
    if (e instanceof KubernetesClientException k && k.getStatus() != null) {
      text = k.getCode() + " " + k.getStatus().getMessage();
    }
    return Phrases.cut(text.lines().findFirst().orElse(""), LENGTH);
  }
}
