package io.milvus.residency.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server at its own address that forwards all connections to another server. Like a firewall, it
 * can drop what is sent, so that neither side learns anything.
 */
public final class TcpRelay implements AutoCloseable {

  private final ServerSocket listening;
  private final URI target;
  private boolean hanging;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Socket> dead = ConcurrentHashMap.newKeySet();
  private volatile boolean frozen;

  /**
   * Starts the relay.
   *
   * @param host an address of this machine
   * @param port 0 for any free one
   * @param target the address to forward to
   */
  public TcpRelay(String host, int port, String target) {
    this.target = URI.create(target);
    try {
      listening = new ServerSocket(port, 0, InetAddress.getByName(host));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** Returns the port of the relay. */
  public int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket in = listening.accept();
        Socket out = new Socket(target.getHost(), target.getPort());
        open.add(in);
        open.add(out);
        if (frozen) {
          dead.add(in);
          dead.add(out);
        }
        start(() -> copy(in, out));
        start(() -> copy(out, in));
      } catch (IOException e) {
        // The relay is being closed, or the target is down; the client notices.
      }
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try (from) {
      for (int n = from.getInputStream().read(buffer); n >= 0; ) {
        if (!dead.contains(from)) {
          awaitFlow();
          to.getOutputStream().write(buffer, 0, n);
        }
        n = from.getInputStream().read(buffer);
      }
    } catch (IOException e) {
      // Either side has hung up.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!dead.contains(from)) {
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Drops all that is sent from now on, over present and new connections, and their ends. */
  public void freeze() {
    frozen = true;
    dead.addAll(open);
  }

  /** Forwards new connections again; those that were frozen stay dead. */
  public void thaw() {
    frozen = false;
  }

  private synchronized void awaitFlow() throws InterruptedException {
    while (hanging) {
      wait();
    }
  }

  /** Forwards nothing more, without closing a connection: both sides wait. */
  public synchronized void hang() {
    hanging = true;
  }

  /** Forwards again what has come meanwhile, and what comes. */
  public synchronized void flow() {
    hanging = false;
    notifyAll();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  /** Closes all connections and stops listening. */
  public void stop() {
    try {
      listening.close();
      open.forEach(TcpRelay::close);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
