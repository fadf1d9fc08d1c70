package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.milvus.ConnectionConfig;
import io.milvus.residency.milvus.Credentials;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusConnections;
import io.milvus.residency.milvus.Tls;
import io.milvus.residency.reconcile.CollectionRef.Way;
import io.milvus.residency.rules.PartitionList;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Connections and lists, for as long as a policy needs them. */
public final class PolicyConnections implements AutoCloseable {

  private final CredentialSource references;
  private final PartitionListSource lists;
  private final MilvusConnections connections;
  private final Map<Way, ConnectionConfig> accesses = new HashMap<>();
  private final RecentlyUsed<Way> waysInUse = new RecentlyUsed<>();
  private final RecentlyUsed<ConnectionConfig> accessesInUse = new RecentlyUsed<>();
  private final RecentlyUsed<NamespacedName> listsInUse = new RecentlyUsed<>();

  /**
   * Connects to nothing yet.
   *
   * @param references reads the Secrets of policies
   * @param lists reads the lists of policies
   * @param connections gives out the connections to Milvus; closed with this
   */
  public PolicyConnections(
      CredentialSource references, PartitionListSource lists, MilvusConnections connections) {
    this.references = references;
    this.lists = lists;
    this.connections = connections;
  }

  /** The connection by a way, as its Secrets are now. */
  Milvus connect(Way way, Instant steady) throws CredentialSource.NotReadyException {
    use(way, steady);
    Credentials credentials =
        way.credentials().isPresent()
            ? references.credentials(way.credentials().get())
            : new Credentials.None();
    Tls tls = way.tls().isPresent() ? references.tls(way.tls().get()) : Tls.DEFAULT;
    return connect(
        way,
        new ConnectionConfig(way.uri(), way.database(), credentials, tls.named(way.serverName())),
        steady);
  }

  private synchronized void use(Way way, Instant steady) {
    waysInUse.use(way, steady);
  }

  private synchronized Milvus connect(Way way, ConnectionConfig access, Instant steady) {
    accesses.put(way, access);
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
  synchronized void retain(Set<Way> ways, Set<NamespacedName> configMaps, Instant steady) {
    Set<Way> kept = waysInUse.kept(ways, steady);
    accesses.keySet().retainAll(kept);
    connections.retain(accessesInUse.kept(Set.copyOf(accesses.values()), steady));
    references.retain(kept.stream().flatMap(Way::secrets).collect(toSet()));
    lists.retain(listsInUse.kept(configMaps, steady));
  }

  @Override
  public void close() {
    connections.close();
  }
}
