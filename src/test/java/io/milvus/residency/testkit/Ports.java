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
 * Free ports of loopback, reserved until {@link #close}, because a server takes a moment to bind
 * its ports. The ports are below the range that the kernel uses for connections.
 */
public final class Ports implements AutoCloseable {

  private static final int FIRST = 12_000;
  private static final int BLOCK = 16;
  private static final int BLOCKS = 1_200;

  /** Reserves the block by its first port: whoever can't bind that port takes another block. */
  private final ServerSocket guard;

  /** Reserves a block of ports. */
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

  /** Returns the fifteen ports. */
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
