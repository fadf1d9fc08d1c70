package io.milvus.residency.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports of loopback that nobody listens on, and that nobody else is given before this is closed: a
 * server takes a moment until it has taken its own. They lie below those that the kernel gives to
 * connections.
 */
public final class Ports implements AutoCloseable {

  private static final int FIRST = 12_000;
  private static final int BLOCK = 16;
  private static final int BLOCKS = 1_200;

  /** On the first port of the block: who can't have that leaves the others alone. */
  private final ServerSocket guard;

  /** Takes some. */
  public Ports() {
    guard = take();
  }

  private static ServerSocket take() {
    for (int tries = 0; tries < BLOCKS; tries++) {
      int first = FIRST + BLOCK * ThreadLocalRandom.current().nextInt(BLOCKS);
      Optional<ServerSocket> guard = listen(first);
      if (guard.isPresent() && others(first).allMatch(Ports::free)) {
        return guard.get();
      }
    }
    throw new IllegalStateException("there are no free ports");
  }

  private static IntStream others(int first) {
    return IntStream.range(first + 1, first + BLOCK);
  }

  private static boolean free(int port) {
    Optional<ServerSocket> listening = listen(port);
    listening.ifPresent(Ports::close);
    return listening.isPresent();
  }

  private static Optional<ServerSocket> listen(int port) {
    try {
      return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** All of them, fifteen. */
  public List<Integer> all() {
    return others(guard.getLocalPort()).boxed().toList();
  }

  @Override
  public void close() {
    close(guard);
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
