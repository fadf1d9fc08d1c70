package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.milvus.residency.leader.Leadership;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.TcpRelay;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Most connections lead to no server: the way they fail tells them apart. */
class GrpcConnectionsTest {

  private final GrpcConnections connections = new GrpcConnections();

  @AfterEach
  void close() {
    connections.close();
  }

  @Test
  void sharesConnectionForEqualConfigs() {
    Milvus one = connections.to(access("http://milvus:19530", "default"));

    assertThat(connections.to(access("http://milvus:19530", "default"))).isSameAs(one);
    assertThat(connections.to(access("http://milvus:19530", "other"))).isNotSameAs(one);
  }

  @Test
  void reportsRefusedConnection() throws IOException {
    MilvusException failure = failure(connections.to(access(unusedUri(), "default")));

    assertThat(failure.fault()).isEqualTo(Fault.UNREACHABLE);
    assertThat(failure).hasMessageContaining("Connection refused");
  }

  @Test
  void recordsCallsWithTheirFaults() throws IOException {
    List<String> ended = new ArrayList<>();
    String refused = unusedUri();
    try (ScriptedMilvus server = new ScriptedMilvus();
        GrpcConnections recorded =
            new GrpcConnections(
                (endpoint, method, fault) ->
                    ended.add(endpoint + " " + method + " " + fault.orElse("-")),
                Leadership.unshared())) {
      failure(recorded.to(access(refused, "default")));
      failure(recorded.to(access(server.uri(), "default")));

      assertThat(ended)
          .contains(refused + " GetVersion UNREACHABLE", server.uri() + " HasCollection -");
    }
  }

  @Test
  void namesUnknownHost() {
    MilvusException failure =
        failure(connections.to(access("http://milvus.invalid:19530", "default")));

    assertThat(failure.fault()).isEqualTo(Fault.UNREACHABLE);
    assertThat(failure).hasMessageContaining("milvus.invalid");
  }

  @Test
  void connectsToIpv6Address() {
    try (ScriptedMilvus server = new ScriptedMilvus();
        MilvusUser user = new MilvusUser(server.uri());
        TcpRelay relay = new TcpRelay("::1", 0, server.uri())) {
      user.createCollection("articles", "de");

      Milvus milvus = connections.to(access("http://[::1]:" + relay.port(), "default"));

      assertThat(milvus.look("articles", Optional.empty()).name()).isEqualTo("articles");
    } catch (MilvusException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void opensNewConnectionAfterRetainClosedIt() throws IOException {
    ConnectionConfig access = access(unusedUri(), "default");
    Milvus forgotten = connections.to(access);

    connections.retain(Set.of());

    assertThat(failure(forgotten)).hasMessageContaining("shutdown");
    assertThat(failure(connections.to(access))).hasMessageContaining("Connection refused");
  }

  @Test
  void keepsChannelThatAnotherDatabaseUses() throws IOException {
    String uri = unusedUri();
    ConnectionConfig used = access(uri, "default");
    Milvus kept = connections.to(used);
    Milvus forgotten = connections.to(access(uri, "other"));

    connections.retain(Set.of(used));

    assertThat(connections.to(used)).isSameAs(kept);
    assertThat(connections.to(access(uri, "other"))).isNotSameAs(forgotten);
    assertThat(failure(kept)).hasMessageContaining("Connection refused");
  }

  private static MilvusException failure(Milvus milvus) {
    MilvusException failure =
        catchThrowableOfType(
            MilvusException.class, () -> milvus.look("articles", Optional.empty()));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static String unusedUri() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }

  private static ConnectionConfig access(String uri, String database) {
    return new ConnectionConfig(uri, database, new Credentials.None(), Tls.DEFAULT);
  }
}
