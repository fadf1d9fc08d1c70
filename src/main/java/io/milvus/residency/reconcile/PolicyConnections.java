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

/** The connections and lists that policies need, each kept for as long as one needs it. */
public final class PolicyConnections implements AutoCloseable {

  private final CredentialSource credentialSource;
  private final PartitionListSource lists;
  private final MilvusConnections connections;
  private final Map<ConnectionRef, ConnectionConfig> configs = new HashMap<>();
  private final RecentlyUsed<ConnectionRef> connectionRefsInUse = new RecentlyUsed<>();
  private final RecentlyUsed<ConnectionConfig> configsInUse = new RecentlyUsed<>();
  private final RecentlyUsed<NamespacedName> listsInUse = new RecentlyUsed<>();

  /**
   * Creates the connections; nothing is connected yet.
   *
   * @param credentialSource reads the Secrets of policies
   * @param lists reads the lists of policies
   * @param connections the connections to Milvus; closed with this object
   */
  public PolicyConnections(
      CredentialSource credentialSource, PartitionListSource lists, MilvusConnections connections) {
    this.credentialSource = credentialSource;
    this.lists = lists;
    this.connections = connections;
  }

  /** Returns the connection to Milvus with its Secrets as they are now. */
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
    connectionRefsInUse.use(connectionRef, steady);
  }

  private synchronized Milvus connect(
      ConnectionRef connectionRef, ConnectionConfig config, Instant steady) {
    configs.put(connectionRef, config);
    configsInUse.use(config, steady);
    return connections.to(config);
  }

  /** Returns a list as it is now. */
  PartitionList list(NamespacedName configMap, String key, Instant steady) {
    use(configMap, steady);
    return lists.list(configMap, key);
  }

  private synchronized void use(NamespacedName configMap, Instant steady) {
    listsInUse.use(configMap, steady);
  }

  /** Forgets all others, except those first used a moment ago. */
  synchronized void retain(
      Set<ConnectionRef> connectionRefs, Set<NamespacedName> configMaps, Instant steady) {
    Set<ConnectionRef> kept = connectionRefsInUse.kept(connectionRefs, steady);
    configs.keySet().retainAll(kept);
    connections.retain(configsInUse.kept(Set.copyOf(configs.values()), steady));
    credentialSource.retain(kept.stream().flatMap(ConnectionRef::secrets).collect(toSet()));
    lists.retain(listsInUse.kept(configMaps, steady));
  }

  @Override
  public void close() {
    connections.close();
  }
}
