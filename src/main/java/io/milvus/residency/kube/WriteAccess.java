package io.milvus.residency.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.milvus.residency.leader.Leadership;
import java.time.Duration;
import java.util.function.Function;

/**
 * The access for writes to the API server, each of which needs the leadership. The client library
 * makes each request once, because a request that it repeats by itself would be checked only once.
 */
public final class WriteAccess {

  /** Shorter than the time between the end of a leadership and the beginning of the next. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final Leadership leadership;

  private WriteAccess(KubernetesClient client, Leadership leadership) {
    this.client = client;
    this.leadership = leadership;
  }

  /** Returns the access over a client, with the connections of that client. */
  public static WriteAccess of(KubernetesClient client, Leadership leadership) {
    KubernetesClient once =
        client
            .newClient(
                new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                    .withRequestTimeout((int) TIMEOUT.toMillis())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .adapt(KubernetesClient.class);
    return new WriteAccess(once, leadership);
  }

  /** Returns whether writes are allowed now. */
  boolean held() {
    return leadership.held();
  }

  /**
   * Makes a write, and returns its result.
   *
   * @throws NotLeadingException if writes are not allowed
   */
  <T> T write(Function<KubernetesClient, T> write) {
    if (!leadership.begin()) {
      throw new NotLeadingException();
    }
    try {
      return write.apply(client);
    } finally {
      leadership.end(true);
    }
  }

  /** A write that was not made, because another replica may lead. */
  static final class NotLeadingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotLeadingException() {
      super("this replica of the operator does not hold its lease");
    }
  }
}
