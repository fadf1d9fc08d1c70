package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.leader.HeldLeadership;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.TcpRelay;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of a replica, which may change Milvus only while it leads. */
class LeaderCallsTest {

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final MilvusUser user = new MilvusUser(server.uri());
  private final HeldLeadership lease = new HeldLeadership();
  private final GrpcConnections connections =
      new GrpcConnections(CallRecorder.NONE, lease.leadership());
  private final Milvus milvus = milvus(server.uri());

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "de", "fr");
    user.load("articles", "de");
  }

  @AfterEach
  void close() {
    connections.close();
    user.close();
    server.close();
  }

  private Milvus milvus(String uri) {
    return connections.to(
        new ConnectionConfig(uri, "default", new Credentials.None(), Tls.DEFAULT));
  }

  private void load() throws MilvusException {
    milvus.load("articles", List.of("fr"), new LoadSettings(1, List.of()), LoadPriority.HIGH);
  }

  private void release() throws MilvusException {
    milvus.release("articles", List.of("de"));
  }

  @Test
  void readsButSendsNoLoadAndNoReleaseWithoutLeadership() throws MilvusException {
    lease.extend();
    lease.expire();

    assertThat(milvus.look("articles", Optional.empty()).partitions()).isNotEmpty();
    assertThat(catchThrowableOfType(MilvusException.class, this::load).fault())
        .isEqualTo(Fault.NOT_LEADING);
    assertThat(catchThrowableOfType(MilvusException.class, this::release).fault())
        .isEqualTo(Fault.NOT_LEADING);
    assertThat(user.loadState("articles", "de")).isEqualTo("Loaded");
    assertThat(user.loadState("articles", "fr")).isEqualTo("NotLoad");
  }

  /** A call that waits for a connection would be sent whenever there is one. */
  @Test
  void dropsCallThatWaitsForConnectionWhenLeadershipEnds() {
    try (TcpRelay relay = new TcpRelay("127.0.0.1", 0, server.uri())) {
      relay.hang();
      Milvus hanging = milvus("http://127.0.0.1:" + relay.port());
      lease.extend();
      lease.pass(Duration.ofSeconds(9));

      assertThat(
              catchThrowableOfType(
                  MilvusException.class, () -> hanging.release("articles", List.of("de"))))
          .hasMessageContaining("waited 1 s");
    }
  }

  @Test
  void loadsAndReleasesWithLeadership() throws MilvusException {
    lease.extend();
    load();
    release();

    assertThat(user.loadState("articles", "de")).isEqualTo("NotLoad");
    assertThat(user.loadState("articles", "fr")).isEqualTo("Loaded");
  }
}
