package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.milvus.ConnectionConfig;
import io.milvus.residency.milvus.Credentials;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusConnections;
import io.milvus.residency.milvus.Tls;
import io.milvus.residency.rules.PartitionList;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Connections and lists, for as long as a policy needs them. */
public final class PolicyConnections implements AutoCloseable {

  private final CredentialSource credentialSource;
  private final PartitionListSource lists;
  private final MilvusConnections connections;
  private final Map<ConnectionRef, ConnectionConfig> accesses = new HashMap<>();
  private final RecentlyUsed<ConnectionRef> waysInUse = new RecentlyUsed<>();
  private final RecentlyUsed<ConnectionConfig> accessesInUse = new RecentlyUsed<>();
  private final RecentlyUsed<NamespacedName> listsInUse = new RecentlyUsed<>();

  /**
   * Connects to nothing yet.
   *
   * @param credentialSource reads the Secrets of policies
   * @param lists reads the lists of policies
   * @param connections gives out the connections to Milvus; closed with this
   */
  public PolicyConnections(
      CredentialSource credentialSource, PartitionListSource lists, MilvusConnections connections) {
    this.credentialSource = credentialSource;
    this.lists = lists;
    this.connections = connections;
  }

  /** The connection by a way, as its Secrets are now. */
  Milvus connect(ConnectionRef connectionRef, Instant steady)
      throws CredentialSource.NotReadyException {
    use(connectionRef, steady);
    Credentials credentials =
        connectionRef.credentials().isPresent()
            ? credentialSource.credentials(connectionRef.credentials().get())
            : new Credentials.None();
    Tls tls =
        connectionRef.tls().isPresent()
            ? credentialSource.tls(connectionRef.tls().get())
            : Tls.DEFAULT;
    return connect(
        connectionRef,
        new ConnectionConfig(
            connectionRef.uri(),
            connectionRef.database(),
            credentials,
            tls.named(connectionRef.serverName())),
        steady);
  }

  private synchronized void use(ConnectionRef connectionRef, Instant steady) {
    waysInUse.use(connectionRef, steady);
  }

  private synchronized Milvus connect(
      ConnectionRef connectionRef, ConnectionConfig access, Instant steady) {
    accesses.put(connectionRef, access);
    accessesInUse.use(access, steady);
    return connections.to(access);
  }

  /** A list as it is now. */
  PartitionList list(NamespacedName configMap, String key, Instant steady) {
    use(configMap, steady);
    return lists.list(configMap, key);
  }

  private synchronized void use(NamespacedName configMap, Instant steady) {
    listsInUse.use(configMap, steady);
  }

  /** Forgets all but these, and what was taken into use a moment ago. */
  synchronized void retain(
      Set<ConnectionRef> connectionRefs, Set<NamespacedName> configMaps, Instant steady) {
    Set<ConnectionRef> kept = waysInUse.kept(connectionRefs, steady);
    accesses.keySet().retainAll(kept);
    connections.retain(accessesInUse.kept(Set.copyOf(accesses.values()), steady));
    credentialSource.retain(kept.stream().flatMap(ConnectionRef::secrets).collect(toSet()));
    lists.retain(listsInUse.kept(configMaps, steady));
  }

  @Override
  public void close() {
    connections.close();
  }
}
