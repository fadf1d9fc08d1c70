package io.milvus.residency.testkit.milvus;

import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.shaded.io.grpc.Metadata;
import io.milvus.shaded.io.grpc.MethodDescriptor;
import io.milvus.shaded.io.grpc.MethodDescriptor.Marshaller;
import io.milvus.shaded.io.grpc.MethodDescriptor.MethodType;
import io.milvus.shaded.io.grpc.Server;
import io.milvus.shaded.io.grpc.ServerCall;
import io.milvus.shaded.io.grpc.ServerCallHandler;
import io.milvus.shaded.io.grpc.ServerServiceDefinition;
import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** A gRPC server that answers each call with arbitrary bytes, or in any other way. */
public final class RawServer implements AutoCloseable {

  private final Server server;

  /** Starts a server; the handler gets each call once the request is complete. */
  public RawServer(Consumer<ServerCall<byte[], byte[]>> handler) {
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(MilvusServiceGrpc.SERVICE_NAME);
    ServerCallHandler<byte[], byte[]> handling = (call, headers) -> listener(call, handler);
    MilvusServiceGrpc.getServiceDescriptor()
        .getMethods()
        .forEach(method -> service.addMethod(raw(method.getFullMethodName()), handling));
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(service.build())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerCall.Listener<byte[]> listener(
      ServerCall<byte[], byte[]> call, Consumer<ServerCall<byte[], byte[]>> handler) {
    call.request(1);
    return new ServerCall.Listener<>() {
      @Override
      public void onHalfClose() {
        handler.accept(call);
      }
    };
  }

  private static MethodDescriptor<byte[], byte[]> raw(String method) {
    return MethodDescriptor.newBuilder(new Bytes(), new Bytes())
        .setType(MethodType.SERVER_STREAMING)
        .setFullMethodName(method)
        .build();
  }

  private static final class Bytes implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] bytes) {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Begins an answer. */
  public static void begin(ServerCall<?, byte[]> call, byte[] message) {
    call.sendHeaders(new Metadata());
    call.sendMessage(message);
  }

  public String uri() {
    return "http://127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
