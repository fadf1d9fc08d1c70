package io.milvus.residency.milvus;

import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.residency.api.Address;
import io.milvus.residency.leader.Leadership;
import io.milvus.residency.threads.EndpointExecutors;
import io.milvus.shaded.io.grpc.ClientInterceptor;
import io.milvus.shaded.io.grpc.ManagedChannel;
import io.milvus.shaded.io.grpc.Metadata;
import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.milvus.shaded.io.grpc.stub.MetadataUtils;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Connections over gRPC: one channel for each endpoint and credentials, whatever the number of
 * databases. A channel connects at the first call, and reconnects automatically.
 */
public final class GrpcConnections implements MilvusConnections {

  /**
   * The longest answer, in bytes. Milvus needs up to 1.2 million: 4,096 partitions, its default
   * limit, with names of 255 characters. 35,000 segments fit, too.
   */
  private static final int LONGEST_ANSWER = 4 * 1024 * 1024;

  /** The longest headers or trailers, in bytes. gRPC puts the text of an error into trailers. */
  private static final int LONGEST_HEADERS = 8 * 1024;

  private static final Metadata.Key<String> AUTHORIZATION = header("authorization");
  private static final Metadata.Key<String> DATABASE = header("dbname");

  /** The most concurrent calls for single partitions to each server. */
  private static final int CALLS_AT_ONCE = 8;

  private final EndpointExecutors callers = new EndpointExecutors("get-load-state", CALLS_AT_ONCE);
  private final EndpointExecutors resolvers = new EndpointExecutors("resolve-name", 1);
  private final Deadlines deadlines;
  private final List<ClientInterceptor> interceptors;
  private final CallRecorder recorder;
  private final Leadership leadership;
  private final Map<Endpoint, ManagedChannel> channels = new HashMap<>();
  private final Map<ConnectionConfig, Milvus> connections = new HashMap<>();

  private record Endpoint(String uri, Credentials credentials, Tls tls) {
    static Endpoint of(ConnectionConfig config) {
      return new Endpoint(config.uri(), config.credentials(), config.tls());
    }
  }

  /** Creates a pool with the default deadlines; connections open at the first call. */
  public GrpcConnections() {
    this(CallRecorder.NONE, Leadership.unshared());
  }

  /**
   * Creates a pool with the default deadlines; connections open at the first call.
   *
   * @param recorder records the end of each call
   * @param leadership the right to load and release
   */
  public GrpcConnections(CallRecorder recorder, Leadership leadership) {
    this(Deadlines.DEFAULT, List.of(), recorder, leadership);
  }

  /**
   * Creates a pool; connections open at the first call.
   *
   * @param interceptors the interceptors of each call
   */
  public GrpcConnections(Deadlines deadlines, List<ClientInterceptor> interceptors) {
    this(deadlines, interceptors, CallRecorder.NONE, Leadership.unshared());
  }

  private GrpcConnections(
      Deadlines deadlines,
      List<ClientInterceptor> interceptors,
      CallRecorder recorder,
      Leadership leadership) {
    this.deadlines = deadlines;
    this.interceptors = interceptors;
    this.recorder = recorder;
    this.leadership = leadership;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the TLS config has a {@link Tls#problem}
   */
  @Override
  public synchronized Milvus to(ConnectionConfig config) {
    return connections.computeIfAbsent(config, this::connect);
  }

  /**
   * Returns a check of everything that the operator needs of a server.
   *
   * @param results receives each finding
   */
  public synchronized Preflight preflight(ConnectionConfig config, Consumer<CheckResult> results) {
    return new Preflight(config, caller(config), deadlines, results);
  }

  private Milvus connect(ConnectionConfig config) {
    return new GrpcMilvus(caller(config), config.database(), deadlines, callers.of(config.uri()));
  }

  private RpcCaller caller(ConnectionConfig config) {
    ManagedChannel channel = channels.computeIfAbsent(Endpoint.of(config), this::open);
    var stub =
        MilvusServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers(config)))
            .withInterceptors(interceptors.toArray(ClientInterceptor[]::new));
    return new RpcCaller(
        channel,
        stub,
        (method, fault) -> recorder.ended(config.uri(), method, fault.map(Fault::name)),
        leadership);
  }

  private ManagedChannel open(Endpoint endpoint) {
    Address address = Address.of(endpoint.uri());
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget(target(address));
    if (address.secure()) {
      builder.sslContext(endpoint.tls().context());
      endpoint.tls().serverName().ifPresent(builder::overrideAuthority);
    } else {
      builder.usePlaintext();
    }
    return builder
        .offloadExecutor(resolvers.of(endpoint.uri()))
        .maxInboundMessageSize(LONGEST_ANSWER)
        .maxInboundMetadataSize(LONGEST_HEADERS)
        .keepAliveTime(30, TimeUnit.SECONDS)
        .keepAliveTimeout(5, TimeUnit.SECONDS)
        .build();
  }

  /** Returns the gRPC target; the brackets of an IPv6 address are escaped, as in any URI path. */
  private static String target(Address address) {
    return "dns:///" + address.toString().replace("[", "%5B").replace("]", "%5D");
  }

  /**
   * Returns the headers of each call. Milvus checks privileges in the database of the header and
   * acts in the database of the request, so each call sends both.
   */
  private static Metadata headers(ConnectionConfig config) {
    Metadata headers = new Metadata();
    headers.put(DATABASE, config.database());
    token(config.credentials())
        .map(token -> token.getBytes(StandardCharsets.UTF_8))
        .map(Base64.getEncoder()::encodeToString)
        .ifPresent(value -> headers.put(AUTHORIZATION, value));
    return headers;
  }

  private static Optional<String> token(Credentials credentials) {
    if (credentials instanceof Credentials.Token token) {
      return Optional.of(token.token());
    }
    if (credentials instanceof Credentials.UserPassword user) {
      return Optional.of(user.username() + ":" + user.password());
    }
    return Optional.empty();
  }

  private static Metadata.Key<String> header(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Override
  public synchronized void retain(Set<ConnectionConfig> used) {
    connections.keySet().retainAll(used);
    Set<Endpoint> endpoints = used.stream().map(Endpoint::of).collect(Collectors.toSet());
    channels.entrySet().stream()
        .filter(channel -> !endpoints.contains(channel.getKey()))
        // Calls in progress may complete.
        .forEach(channel -> channel.getValue().shutdown());
    channels.keySet().retainAll(endpoints);
  }

  /** Waits briefly for calls in progress, then closes all connections. */
  @Override
  public void close() {
    callers.close();
    closeChannels();
    resolvers.close();
  }

  private synchronized void closeChannels() {
    connections.clear();
    channels.values().forEach(ManagedChannel::shutdownNow);
    channels.clear();
  }
}
