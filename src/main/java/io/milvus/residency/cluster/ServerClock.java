package io.milvus.residency.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.kube.ApiServerTime;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** The comparison of a user's clock with that of the API server. */
final class ServerClock {

  private ServerClock() {}

  /**
   * Returns the clock of the API server, to a second or so.
   *
   * @param local the clock of the user, whatever it shows
   * @throws ClusterException if the API server does not tell the time
   */
  static Clock of(KubernetesClient client, Clock local, RequestFailure failures)
      throws ClusterException {
    try {
      Instant server = ApiServerTime.read(client);
      return Clock.offset(local, Duration.between(local.instant(), server));
    } catch (DateTimeException e) {
      throw new ClusterException(
          "The API server at "
              + client.getMasterUrl()
              + " tells no time: its answer has no header Date. Check the proxy before it.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.of(e, "get", Scope.ALL);
    } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
      throw failures.of(e, "get", Scope.ALL);
    }
  }
}
