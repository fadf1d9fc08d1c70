package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.failure;
import static io.milvus.residency.milvus.ContractServer.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.milvus.Credentials.None;
import io.milvus.residency.milvus.Credentials.Token;
import io.milvus.residency.milvus.Credentials.UserPassword;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.testkit.MilvusRights;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A Milvus with authorization. */
class SecuredMilvusIT {

  private static final String COLLECTION = "articles";
  private static final Credentials POWERLESS = new UserPassword("reader", "pa55word-x");

  private static MilvusServer server;
  private static GrpcConnections connections;

  @BeforeAll
  static void start() {
    server = MilvusServer.startWithAuthorization();
    connections = new GrpcConnections();
    try (MilvusUser root = new MilvusUser(server.uri(), "root:Milvus")) {
      root.createCollection(COLLECTION, "a");
      new MilvusRights(root).createUser("reader", "pa55word-x");
    }
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      connections.close();
      server.close();
    }
  }

  private static Milvus as(Credentials credentials) {
    return connections.to(new ConnectionConfig(server.uri(), "default", credentials, Tls.DEFAULT));
  }

  private static Stream<Credentials> right() {
    return Stream.of(new UserPassword("root", "Milvus"), new Token("root:Milvus"));
  }

  private static Stream<Credentials> wrong() {
    return Stream.of(
        new None(),
        new UserPassword("root", "wr0ng-x"),
        new UserPassword("nobody", "wr0ng-x"),
        new Token("root:wr0ng-x"),
        new Token("wr0ng-x"));
  }

  @ParameterizedTest
  @MethodSource("right")
  void acceptsRightCredentials(Credentials credentials) throws MilvusException {
    as(credentials).load(COLLECTION, List.of("a"), LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);

    assertThat(as(credentials).look(COLLECTION, Optional.empty()).name()).isEqualTo(COLLECTION);
    as(credentials).release(COLLECTION, List.of("a"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void refusesWrongCredentialsWithoutShowingThem(Credentials credentials) {
    MilvusException refused = failure(() -> as(credentials).look(COLLECTION, Optional.empty()));

    assertThat(refused.fault()).isEqualTo(Fault.UNAUTHENTICATED);
    assertThat(refused)
        .hasMessageContaining("milvus.credentialsSecretRef")
        .hasMessageNotContaining("wr0ng-x");
  }

  @Test
  void reportsMissingPrivileges() {
    MilvusException refused = failure(() -> as(POWERLESS).look(COLLECTION, Optional.empty()));

    assertThat(refused.fault()).isEqualTo(Fault.FORBIDDEN);
    assertThat(refused)
        .hasMessageContaining("PrivilegeShowPartitions")
        .hasMessageNotContaining("pa55word-x");
    List<String> a = List.of("a");
    assertThat(
            fault(
                () ->
                    as(POWERLESS)
                        .load(COLLECTION, a, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH)))
        .isEqualTo(Fault.FORBIDDEN);
    assertThat(fault(() -> as(POWERLESS).release(COLLECTION, a))).isEqualTo(Fault.FORBIDDEN);
    assertThat(fault(() -> ContractServer.loadState(as(POWERLESS), COLLECTION, "a")))
        .isEqualTo(Fault.FORBIDDEN);
  }
}
