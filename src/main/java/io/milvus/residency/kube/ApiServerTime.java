package io.milvus.residency.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The clock of the API server, which each of its answers tells, refusals included. */
public final class ApiServerTime {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private ApiServerTime() {}

  /**
   * Asks for the time, in whole seconds. Waits for 5 s.
   *
   * @throws DateTimeException if the answer has no time
   * @throws ExecutionException if the API server can't be reached
   */
  public static Instant read(KubernetesClient client)
      throws IOException, ExecutionException, TimeoutException, InterruptedException {
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(URI.create(client.getMasterUrl() + "version"))
            .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .build();
    HttpResponse<InputStream> answer =
        client
            .getHttpClient()
            .sendAsync(request, InputStream.class)
            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    try (InputStream body = answer.body()) {
      body.readAllBytes();
    }
    return ZonedDateTime.parse(
            String.valueOf(answer.header("Date")), DateTimeFormatter.RFC_1123_DATE_TIME)
        .toInstant();
  }
}
