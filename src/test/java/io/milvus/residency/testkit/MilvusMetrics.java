package io.milvus.residency.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics of a Milvus on loopback.
 *
 * @param port the port of the metrics
 */
record MilvusMetrics(int port) {

  private static final Pattern REQUESTS =
      Pattern.compile(
          "(?m)^milvus_proxy_req_count\\{function_name=\"(\\w+)\".*status=\"total\"} (\\S+)$");

  /** Returns how many requests of each method the server has had. */
  Map<String, Long> requests() {
    Map<String, Long> requests = new TreeMap<>();
    Matcher matcher = REQUESTS.matcher(text());
    while (matcher.find()) {
      requests.put(matcher.group(1), (long) Double.parseDouble(matcher.group(2)));
    }
    return requests;
  }

  private String text() {
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
