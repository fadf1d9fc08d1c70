package io.milvus.residency.app;

import io.milvus.residency.threads.DaemonThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves short texts over HTTP, on one thread that never waits for a client. The JDK's HTTP server
 * keeps a thread for each incomplete request, so a handful of them block it.
 */
final class HttpListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

  /** The time that a client has for its request and the response. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The limit of clients at once; beyond it, the oldest is disconnected. */
  private static final int MOST = 256;

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration AFTER_AN_ERROR = Duration.ofMillis(100);

  private final ServerSocketChannel server;
  private final Selector selector;
  private final Function<String, Optional<HttpExchange.Response>> pages;
  private final Deque<HttpExchange> open = new ArrayDeque<>();
  private volatile boolean closed;

  private HttpListener(
      ServerSocketChannel server,
      Selector selector,
      Function<String, Optional<HttpExchange.Response>> pages) {
    this.server = server;
    this.selector = selector;
    this.pages = pages;
  }

  /**
   * Starts to listen.
   *
   * @param port the port, 0 for any free port
   * @param pages returns the response for a path; must not block
   * @throws IOException if the port is taken
   */
  static HttpListener start(int port, Function<String, Optional<HttpExchange.Response>> pages)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    Selector selector = Selector.open();
    try {
      server.bind(new InetSocketAddress(port), MOST);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      selector.close();
      server.close();
      throw e;
    }
    HttpListener listener = new HttpListener(server, selector, pages);
    DaemonThreadFactory.named("http").newThread(listener::run).start();
    return listener;
  }

  int port() {
    return server.socket().getLocalPort();
  }

  private void run() {
    while (!closed) {
      try {
        selector.select(this::serve, TICK.toMillis());
        expire(System.nanoTime());
      } catch (IOException | RuntimeException e) {
        LOG.error("Failed to serve HTTP, retrying", e);
        LockSupport.parkNanos(AFTER_AN_ERROR.toNanos());
      }
    }
    open.forEach(HttpExchange::close);
    close(server);
    close(selector);
  }

  private void serve(SelectionKey key) {
    if (key.attachment() instanceof HttpExchange exchange) {
      exchange.goOn(key, pages);
    } else {
      accept();
    }
  }

  private void accept() {
    try {
      SocketChannel client = server.accept();
      if (client == null) {
        return;
      }
      client.configureBlocking(false);
      HttpExchange exchange = new HttpExchange(client, System.nanoTime() + PATIENCE.toNanos());
      client.register(selector, SelectionKey.OP_READ, exchange);
      open.add(exchange);
      if (open.size() > MOST) {
        open.removeFirst().close();
      }
    } catch (IOException e) {
      LOG.debug("Failed to accept a client", e);
      LockSupport.parkNanos(AFTER_AN_ERROR.toNanos());
    }
  }

  private void expire(long now) {
    open.removeIf(exchange -> exchange.over(now));
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.debug("Failed to close the HTTP listener", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }
}
