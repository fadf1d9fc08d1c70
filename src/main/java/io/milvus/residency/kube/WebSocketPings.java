package io.milvus.residency.kube;

import io.milvus.residency.threads.DaemonThreadFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings over WebSockets. The API server answers each; a WebSocket over which nothing has come for a
 * while is dead, and is reported as failed.
 */
final class WebSocketPings implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketPings.class);

  /** The time from one ping to the next. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  /**
   * The pings without an answer after which a WebSocket is dead. Counted, not timed: after a
   * process was frozen, its WebSockets are still alive.
   */
  private static final int UNANSWERED = 3;

  /** The longest wait for a WebSocket to open. The client library waits for ever. */
  private static final Duration OPENING = Duration.ofSeconds(15);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(DaemonThreadFactory.named("api-pings"));

  private final Duration opening;

  WebSocketPings() {
    this(OPENING);
  }

  /**
   * Creates the timer of the pings.
   *
   * @param opening the longest wait for a WebSocket to open
   */
  WebSocketPings(Duration opening) {
    this.opening = opening;
  }

  /** Returns a builder whose WebSockets are pinged. */
  WebSocket.Builder builder(WebSocket.Builder builder) {
    return new PingedBuilder(builder);
  }

  private final class PingedBuilder implements WebSocket.Builder {
    private final WebSocket.Builder builder;

    PingedBuilder(WebSocket.Builder builder) {
      this.builder = builder;
    }

    @Override
    public WebSocket.Builder header(String name, String value) {
      builder.header(name, value);
      return this;
    }

    @Override
    public WebSocket.Builder connectTimeout(Duration timeout) {
      builder.connectTimeout(timeout);
      return this;
    }

    @Override
    public WebSocket.Builder subprotocols(String preferred, String... others) {
      builder.subprotocols(preferred, others);
      return this;
    }

    @Override
    public CompletableFuture<WebSocket> buildAsync(URI uri, WebSocket.Listener listener) {
      CompletableFuture<WebSocket> answer = builder.buildAsync(uri, new Pinged(listener));
      return answer
          .copy()
          .orTimeout(opening.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionallyCompose(
              failure -> {
                if (failure instanceof TimeoutException) {
                  LOG.info("No answer of the API server to the beginning of a watch, retrying");
                  answer.cancel(true);
                  return CompletableFuture.failedFuture(new IOException("no answer"));
                }
                return CompletableFuture.failedFuture(failure);
              });
    }
  }

  /** A listener that also hears whether the WebSocket is alive. */
  private final class Pinged implements WebSocket.Listener {
    private final WebSocket.Listener listener;
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean ended;

    Pinged(WebSocket.Listener listener) {
      this.listener = listener;
    }

    private void again(WebSocket webSocket) {
      Future<?> unused =
          timer.schedule(() -> ping(webSocket), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ping(WebSocket webSocket) {
      if (ended || webSocket.isInputClosed() || webSocket.isOutputClosed()) {
        return;
      }
      if (unanswered.getAndIncrement() == UNANSWERED) {
        ended = true;
        LOG.info("Nothing received from the API server over a watch, watching again");
        webSocket.abort();
        listener.onError(webSocket, new IOException(UNANSWERED + " pings without an answer"));
        return;
      }
      // A ping that can't be sent yet is as good as one that is not answered.
      Future<?> unused = webSocket.sendPing(ByteBuffer.allocate(0));
      again(webSocket);
    }

    @Override
    public void onOpen(WebSocket webSocket) {
      unanswered.set(0);
      again(webSocket);
      listener.onOpen(webSocket);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      unanswered.set(0);
      return listener.onText(webSocket, data, last);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
      unanswered.set(0);
      return listener.onBinary(webSocket, data, last);
    }

    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
      unanswered.set(0);
      return listener.onPing(webSocket, message);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
      unanswered.set(0);
      return listener.onPong(webSocket, message);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
      ended = true;
      return listener.onClose(webSocket, status, reason);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      if (!ended) {
        ended = true;
        listener.onError(webSocket, error);
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
