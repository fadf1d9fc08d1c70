package io.milvus.residency.testkit.milvus;

import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.shaded.io.grpc.CallOptions;
import io.milvus.shaded.io.grpc.Channel;
import io.milvus.shaded.io.grpc.ManagedChannel;
import io.milvus.shaded.io.grpc.MethodDescriptor;
import io.milvus.shaded.io.grpc.MethodDescriptor.MethodType;
import io.milvus.shaded.io.grpc.ServerServiceDefinition;
import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.milvus.shaded.io.grpc.stub.ClientCalls;
import io.milvus.shaded.io.grpc.stub.ServerCalls;
import java.net.URI;
import java.util.List;
import java.util.Random;

/**
 * A proxy for a scripted or real Milvus. Records the calls of its clients, and causes them trouble
 * that other clients do not have.
 */
public final class MilvusProxy implements AutoCloseable {

  private final ManagedChannel channel;
  private final ScriptedServer server;
  private boolean stopped;

  /** Starts a proxy for the Milvus at an address. */
  public MilvusProxy(String uri) {
    URI target = URI.create(uri);
    channel =
        NettyChannelBuilder.forAddress(target.getHost(), target.getPort()).usePlaintext().build();
    server = new ScriptedServer(forwarding(channel));
  }

  private static ServerServiceDefinition forwarding(Channel channel) {
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(MilvusServiceGrpc.SERVICE_NAME);
    MilvusServiceGrpc.getServiceDescriptor().getMethods().stream()
        .filter(method -> method.getType() == MethodType.UNARY)
        .forEach(method -> forward(service, method, channel));
    return service.build();
  }

  private static <A, B> void forward(
      ServerServiceDefinition.Builder service, MethodDescriptor<A, B> method, Channel channel) {
    service.addMethod(
        method,
        ServerCalls.asyncUnaryCall(
            (request, answer) ->
                ClientCalls.asyncUnaryCall(
                    channel.newCall(method, CallOptions.DEFAULT), request, answer)));
  }

  /** Returns the address of the proxy. */
  public String uri() {
    return server.uri();
  }

  /** Returns the calls so far, in order. */
  public List<MilvusCall> calls() {
    return server.script().received().stream()
        .map(
            call ->
                new MilvusCall(
                    call.at(),
                    call.method(),
                    call.collection(),
                    call.partitions().stream().map(Object::toString).toList(),
                    call.troubled()))
        .toList();
  }

  public void trouble(String method, MilvusScript.Trouble trouble) {
    server.script().put(method, trouble);
  }

  /** Answers from now on that the database does not exist, except to HasCollection. */
  public void loseDatabase() {
    MilvusScript.Trouble lost = new MilvusScript.Trouble.Refused(Refusal.noDatabase("default"));
    trouble("DescribeCollection", lost);
    trouble("ShowPartitions", lost);
  }

  /** Adds some random trouble, and returns its description. */
  public String misbehave(Random random) {
    if (!stopped && random.nextInt(5) == 0) {
      server.stop();
      stopped = true;
      return "stopped";
    }
    return RandomFailures.begin(server.script(), random);
  }

  /** Ends all trouble. */
  public void behave() {
    server.script().clear();
    if (stopped) {
      server.start();
      stopped = false;
    }
  }

  @Override
  public void close() {
    if (!stopped) {
      server.stop();
    }
    channel.shutdownNow();
  }
}
