package io.milvus.residency.kube;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP client that leaves dead connections. When a firewall forgets a connection, nothing comes
 * over it any more, not even its end. The client of the JDK would send all further requests over
 * it, and wait for the next event of a watch for ever. So the requests after one that timed out use
 * new connections, and WebSockets, which carry the watches, are pinged ({@link WebSocketPings}).
 */
final class ApiHttpClient extends HttpClient {

  private static final Logger LOG = LoggerFactory.getLogger(ApiHttpClient.class);

  private final Supplier<HttpClient> clients;
  private final WebSocketPings pings;
  private final AtomicReference<HttpClient> current;

  /**
   * Creates the client.
   *
   * @param clients makes clients that are configured alike and share no connection
   */
  ApiHttpClient(Supplier<HttpClient> clients, WebSocketPings pings) {
    this.clients = clients;
    this.pings = pings;
    this.current = new AtomicReference<>(clients.get());
  }

  @Override
  public WebSocket.Builder newWebSocketBuilder() {
    return pings.builder(current.get().newWebSocketBuilder());
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    HttpClient used = current.get();
    return observed(used, used.sendAsync(request, handler));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
    HttpClient used = current.get();
    return observed(used, used.sendAsync(request, handler, pushes));
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    HttpClient used = current.get();
    try {
      return used.send(request, handler);
    } catch (HttpTimeoutException e) {
      failed(used, e);
      throw e;
    }
  }

  /** Returns the same future, because cancelling it has to reach the request. */
  private <T> CompletableFuture<T> observed(HttpClient used, CompletableFuture<T> response) {
    CompletionStage<T> stage = response;
    stage.whenComplete(
        (r, failure) ->
            failed(used, failure instanceof CompletionException ? failure.getCause() : failure));
    return response;
  }

  private void failed(HttpClient used, Throwable failure) {
    if (failure instanceof HttpTimeoutException
        && !(failure instanceof HttpConnectTimeoutException)
        && current.get() == used
        && current.compareAndSet(used, clients.get())) {
      LOG.debug("Request timed out, further ones use new connections");
    }
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return current.get().cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return current.get().connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return current.get().followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return current.get().proxy();
  }

  @Override
  public SSLContext sslContext() {
    return current.get().sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return current.get().sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return current.get().authenticator();
  }

  @Override
  public Version version() {
    return current.get().version();
  }

  @Override
  public Optional<Executor> executor() {
    return current.get().executor();
  }
}
