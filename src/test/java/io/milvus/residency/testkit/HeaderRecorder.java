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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server that only records the credentials it is sent. */
public final class HeaderRecorder implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Set<String> authorizations = ConcurrentHashMap.newKeySet();
  private final Server server;

  /** Starts the server. */
  public HeaderRecorder() {
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(new MilvusServiceGrpc.MilvusServiceImplBase() {})
              .intercept(new Recording())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Recording implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      Optional.ofNullable(headers.get(AUTHORIZATION)).ifPresent(authorizations::add);
      return next.startCall(call, headers);
    }
  }

  /** Returns the address of the server. */
  public String uri() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** Returns all values of the header for credentials, as they were sent. */
  public Set<String> authorizations() {
    return Set.copyOf(authorizations);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
