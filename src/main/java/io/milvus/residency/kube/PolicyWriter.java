package io.milvus.residency.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.reconcile.ExponentialBackoff;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to policies, where a failure is logged in one line each time that it is another one, and
 * ends nothing. That somebody else was faster is none.
 */
final class PolicyWriter {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyWriter.class);
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final int LENGTH = 300;

  /** As many in a row are nothing special where others write, too. */
  private static final int CONFLICTS = 3;

  /** How a patch fails whose test does. */
  private static final int UNPROCESSABLE = 422;

  private final Map<Write, Failure> failures = new ConcurrentHashMap<>();

  private record Write(PolicyName policy, String what) {}

  private static final Failure NONE = new Failure(0, "", false);

  /**
   * A write that fails.
   *
   * @param attempts how often in a row
   * @param told whether it is worth a line
   */
  private record Failure(int attempts, String why, boolean told) {
    Failure next(String reason, boolean outdated) {
      return new Failure(attempts + 1, reason, !outdated || attempts + 1 > CONFLICTS);
    }
  }

  /**
   * A write that has failed.
   *
   * @param after when to make it again
   * @param another whether it was logged, because it has failed in another way than the last time
   */
  record Refused(Duration after, boolean another) {}

  /**
   * Makes a write.
   *
   * @param what what it writes, for the log
   * @return that it has failed; empty if it has succeeded, or the policy is gone
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
      Failure now = before.next(why(e), outdated(e));
      boolean another = now.told() && !(before.told() && before.why().equals(now.why()));
      if (another) {
        LOG.warn("Failed to write the {} of {}, retrying: {}", what, policy, now.why());
      }
      failures.put(key, now);
      return Optional.of(
          new Refused(ExponentialBackoff.after(now.attempts(), FIRST, LONGEST), another));
    }
  }

  /** Forgets a policy that is gone. */
  void forget(PolicyName policy) {
    failures.keySet().removeIf(write -> write.policy().equals(policy));
  }

  /** Somebody else was faster: the watch is about to show it. */
  private static boolean outdated(RuntimeException e) {
    return e instanceof KubernetesClientException k
        && (k.getCode() == HttpURLConnection.HTTP_CONFLICT || k.getCode() == UNPROCESSABLE);
  }

  /** Short, and the same each time. */
  private static String why(RuntimeException e) {
    String text = e.getMessage() == null ? e.toString() : e.getMessage();
    if (e instanceof KubernetesClientException k && k.getStatus() != null) {
      text = k.getCode() + " " + k.getStatus().getMessage();
    }
    return Phrases.cut(text.lines().findFirst().orElse(""), LENGTH);
  }
}
