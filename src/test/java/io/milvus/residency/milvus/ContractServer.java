package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.residency.leader.Leadership;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.shaded.io.grpc.CallOptions;
import io.milvus.shaded.io.grpc.Channel;
import io.milvus.shaded.io.grpc.ClientCall;
import io.milvus.shaded.io.grpc.ClientInterceptor;
import io.milvus.shaded.io.grpc.ManagedChannel;
import io.milvus.shaded.io.grpc.MethodDescriptor;
import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A server as the operator sees it, and as its users see it. */
final class ContractServer implements AutoCloseable {

  private final String uri;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final GrpcConnections connections;
  private final MilvusUser user;
  private final ManagedChannel channel;

  ContractServer(String uri, Deadlines deadlines) {
    this(uri, deadlines, List.of());
  }

  /**
   * Connects to a server.
   *
   * @param interceptors the interceptors of each call, also of those of the user
   */
  ContractServer(String uri, Deadlines deadlines, List<ClientInterceptor> interceptors) {
    this.uri = uri;
    List<ClientInterceptor> counted = new ArrayList<>(interceptors);
    counted.add(new Counter());
    connections = new GrpcConnections(deadlines, counted);
    user = new MilvusUser(uri, interceptors);
    channel =
        NettyChannelBuilder.forTarget(URI.create(uri).getAuthority())
            .usePlaintext()
            .intercept(interceptors)
            .build();
  }

  private final class Counter implements ClientInterceptor {
    @Override
    public <A, B> ClientCall<A, B> interceptCall(
        MethodDescriptor<A, B> method, CallOptions options, Channel next) {
      calls.add(method.getBareMethodName());
      return next.newCall(method, options);
    }
  }

  MilvusUser user() {
    return user;
  }

  /** Returns a caller for parts of the client that are tested by themselves. */
  RpcCaller caller() {
    return new RpcCaller(
        channel,
        MilvusServiceGrpc.newBlockingStub(channel),
        (method, fault) -> {},
        Leadership.unshared());
  }

  Milvus milvus() {
    return milvus("default");
  }

  Milvus milvus(String database) {
    return connections.to(new ConnectionConfig(uri, database, new Credentials.None(), Tls.DEFAULT));
  }

  /** Returns the methods called so far, in order. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  void forgetCalls() {
    calls.clear();
  }

  ObservedCollection look(String collection) throws MilvusException {
    return milvus().look(collection, Optional.empty());
  }

  /** Waits until these partitions are loaded with known settings, and returns that look. */
  ObservedCollection lookWhenLoaded(String collection, String... partitions) {
    return await("loaded")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> look(collection),
            seen -> seen.live().isPresent() && loaded(seen).containsAll(List.of(partitions)));
  }

  private static List<String> loaded(ObservedCollection seen) {
    return seen.partitions().stream()
        .filter(partition -> partition.state() == LoadState.LOADED)
        .map(Partition::name)
        .toList();
  }

  static Map<String, LoadState> states(ObservedCollection seen) {
    Map<String, LoadState> states = new TreeMap<>();
    seen.partitions().forEach(partition -> states.put(partition.name(), partition.state()));
    return states;
  }

  /** Returns the load state of a partition. */
  LoadState loadState(String collection, String partition) throws MilvusException {
    return loadState(milvus(), collection, partition);
  }

  static LoadState loadState(Milvus milvus, String collection, String partition)
      throws MilvusException {
    return milvus.loadStates(collection, List.of(notLoaded(partition))).get(partition);
  }

  /** Returns a partition that is not loaded, as a look shows it. */
  static Partition notLoaded(String name) {
    return new Partition(1, name, Instant.EPOCH, LoadState.NOT_LOAD, 0);
  }

  /** Returns the fault of a call that must fail. */
  static Fault fault(ThrowingCallable call) {
    return failure(call).fault();
  }

  static MilvusException failure(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isInstanceOf(MilvusException.class);
    return (MilvusException) thrown;
  }

  @Override
  public void close() {
    user.close();
    channel.shutdownNow();
    connections.close();
  }
}
