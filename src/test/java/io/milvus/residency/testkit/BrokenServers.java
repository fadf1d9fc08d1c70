package io.milvus.residency.testkit;

import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.shaded.io.grpc.Metadata;
import io.milvus.shaded.io.grpc.Server;
import io.milvus.shaded.io.grpc.ServerCall;
import io.milvus.shaded.io.grpc.ServerCallHandler;
import io.milvus.shaded.io.grpc.ServerInterceptor;
import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;

/** Servers that answer no call, each for another reason. */
public final class BrokenServers implements AutoCloseable {

  private static final int BACKLOG = 500;

  private final ServerSocket silent = socket();
  private final ServerSocket closing = socket();
  private final Ports refusing = new Ports();
  private final Server idle;

  /** Starts the servers. */
  public BrokenServers() {
    Thread closer = new Thread(this::closeAll, "closing-server");
    closer.setDaemon(true);
    closer.start();
    try {
      idle =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(new MilvusServiceGrpc.MilvusServiceImplBase() {})
              .intercept(new Idle())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerSocket socket() {
    try {
      return new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void closeAll() {
    while (!closing.isClosed()) {
      try {
        closing.accept().close();
      } catch (IOException e) {
        if (!closing.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Accepts calls, and does nothing. */
  private static final class Idle implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      return new ServerCall.Listener<>() {};
    }
  }

  /** Returns the addresses of the servers, by what is wrong with them. */
  public Map<String, String> uris() {
    Map<String, String> uris = new LinkedHashMap<>();
    uris.put("refusing", "http://127.0.0.1:" + refusing.all().get(0));
    uris.put("silent", "http://127.0.0.1:" + silent.getLocalPort());
    uris.put("closing", "http://127.0.0.1:" + closing.getLocalPort());
    uris.put("idle", "http://127.0.0.1:" + idle.getPort());
    uris.put("nameless", "http://milvus.invalid:19530");
    return uris;
  }

  @Override
  public void close() {
    idle.shutdownNow();
    refusing.close();
    try {
      closing.close();
      silent.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
