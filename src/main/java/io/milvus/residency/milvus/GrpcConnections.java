package io.milvus.residency.milvus;

import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.residency.api.Address;
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
 * Connections by gRPC: one channel for each endpoint and credentials, whatever the number of
 * databases. A channel connects at the first call and again by itself.
 */
public final class GrpcConnections implements MilvusConnections {

  /**
   * In bytes. The longest that is needed is 1.2 million: 4,096 partitions, as many as Milvus allows
   * unless it is told otherwise, with names of 255 characters. 35,000 segments fit, too.
   */
  private static final int LONGEST_ANSWER = 4 * 1024 * 1024;

  /** In bytes, of headers and of trailers, where gRPC puts the text of an error. */
  private static final int LONGEST_HEADERS = 8 * 1024;

  private static final Metadata.Key<String> AUTHORIZATION = header("authorization");
  private static final Metadata.Key<String> DATABASE = header("dbname");

  /** As many calls for single partitions as each server gets at a time. */
  private static final int CALLS_AT_ONCE = 8;

  private final EndpointExecutors callers = new EndpointExecutors("get-load-state", CALLS_AT_ONCE);
  private final Deadlines deadlines;
  private final List<ClientInterceptor> interceptors;
  private final Map<Endpoint, ManagedChannel> channels = new HashMap<>();
  private final Map<ConnectionConfig, Milvus> connections = new HashMap<>();

  private record Endpoint(String uri, Credentials credentials, Tls tls) {
    static Endpoint of(ConnectionConfig config) {
      return new Endpoint(config.uri(), config.credentials(), config.tls());
    }
  }

  /** Connects to nothing yet. */
  public GrpcConnections() {
    this(Deadlines.DEFAULT, List.of());
  }

  /**
   * Connects to nothing yet.
   *
   * @param interceptors see each call
   */
  public GrpcConnections(Deadlines deadlines, List<ClientInterceptor> interceptors) {
    this.deadlines = deadlines;
    this.interceptors = interceptors;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is a problem with the TLS
   */
  @Override
  public synchronized Milvus to(ConnectionConfig config) {
    return connections.computeIfAbsent(config, this::connect);
  }

  /**
   * What tells whether an access has all that the operator needs.
   *
   * @param tell is told each finding
   */
  public synchronized Preflight preflight(ConnectionConfig config, Consumer<CheckResult> tell) {
    return new Preflight(config, caller(config), deadlines, tell);
  }

  private Milvus connect(ConnectionConfig config) {
    return new GrpcMilvus(caller(config), config.database(), deadlines, callers.of(config.uri()));
  }

  private RpcCaller caller(ConnectionConfig config) {
    ManagedChannel channel = channels.computeIfAbsent(Endpoint.of(config), GrpcConnections::open);
    var stub =
        MilvusServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers(config)))
            .withInterceptors(interceptors.toArray(ClientInterceptor[]::new));
    return new RpcCaller(channel, stub);
  }

  private static ManagedChannel open(Endpoint endpoint) {
    Address address = Address.of(endpoint.uri());
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget(target(address));
    if (address.secure()) {
      builder.sslContext(endpoint.tls().context());
      endpoint.tls().serverName().ifPresent(builder::overrideAuthority);
    } else {
      builder.usePlaintext();
    }
    return builder
        .maxInboundMessageSize(LONGEST_ANSWER)
        .maxInboundMetadataSize(LONGEST_HEADERS)
        .keepAliveTime(30, TimeUnit.SECONDS)
        .keepAliveTimeout(5, TimeUnit.SECONDS)
        .build();
  }

  /** The brackets of an IPv6 address may not stand in the path of a URI. */
  private static String target(Address address) {
    return "dns:///" + address.toString().replace("[", "%5B").replace("]", "%5D");
  }

  /**
   * Milvus checks privileges in the database of the header and acts in that of the request, so both
   * are sent with each call.
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
        // Calls that are under way may end.
        .forEach(channel -> channel.getValue().shutdown());
    channels.keySet().retainAll(endpoints);
  }

  /** Gives calls that are under way a moment to end. */
  @Override
  public void close() {
    callers.close();
    closeChannels();
  }

  private synchronized void closeChannels() {
    connections.clear();
    channels.values().forEach(ManagedChannel::shutdownNow);
    channels.clear();
  }
}
