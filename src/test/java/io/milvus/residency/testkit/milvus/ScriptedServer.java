package io.milvus.residency.testkit.milvus;

import io.milvus.shaded.io.grpc.Server;
import io.milvus.shaded.io.grpc.ServerServiceDefinition;
import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A gRPC server in this process that follows a {@link MilvusScript}. */
public final class ScriptedServer {

  private final ServerServiceDefinition service;
  private final MilvusScript script = new MilvusScript();
  private Server server;
  private int port;

  /** Starts the server on a free port. */
  public ScriptedServer(ServerServiceDefinition service) {
    this.service = service;
    start();
  }

  /** Restarts the server on the same port. */
  public void start() {
    try {
      server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .addService(service)
              .intercept(script)
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    port = server.getPort();
  }

  public void stop() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the server does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String uri() {
    return "http://127.0.0.1:" + port;
  }

  public MilvusScript script() {
    return script;
  }
}
