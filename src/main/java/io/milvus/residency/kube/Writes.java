package io.milvus.residency.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.collection.Backoff;
import io.milvus.residency.plan.PolicyName;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to policies, where a failure is logged in one line each time that it is another one, and
 * told to nobody else.
 */
final class Writes {

  private static final Logger LOG = LoggerFactory.getLogger(Writes.class);
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final int LENGTH = 300;

  private final Map<Write, Failure> failures = new ConcurrentHashMap<>();

  private record Write(PolicyName policy, String what) {}

  private record Failure(int attempts, String why) {}

  /**
   * A write that has failed.
   *
   * @param after when to make it again
   * @param another whether it has failed in another way than the last time
   */
  record Retry(Duration after, boolean another) {}

  /**
   * Makes a write.
   *
   * @param what what it writes, for the log
   * @return that it has failed; empty if it has succeeded, or the policy is gone
   */
  Optional<Retry> attempt(PolicyName policy, String what, Runnable write) {
    Write key = new Write(policy, what);
    try {
      write.run();
      if (failures.remove(key) != null) {
        LOG.info("The {} of policy {} could be written again", what, policy);
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      if (e instanceof KubernetesClientException k
          && k.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        failures.remove(key);
        return Optional.empty();
      }
      String why = why(e);
      Failure before = failures.get(key);
      boolean another = before == null || !before.why().equals(why);
      if (another) {
        LOG.warn(
            "The {} of policy {} could not be written, and is tried again: {}", what, policy, why);
      }
      Failure now = new Failure(before == null ? 1 : before.attempts() + 1, why);
      failures.put(key, now);
      return Optional.of(new Retry(Backoff.after(now.attempts(), FIRST, LONGEST), another));
    }
  }

  /** Forgets a policy that is gone. */
  void forget(PolicyName policy) {
    failures.keySet().removeIf(write -> write.policy().equals(policy));
  }

  /** Short, and without numbers that differ each time, such as versions. */
  private static String why(RuntimeException e) {
    String text = e.getMessage() == null ? e.toString() : e.getMessage();
    if (e instanceof KubernetesClientException k && k.getStatus() != null) {
      text = k.getCode() + " " + k.getStatus().getMessage();
    }
    String line = text.lines().findFirst().orElse("");
    return line.length() > LENGTH ? line.substring(0, LENGTH) + "…" : line;
  }
}
