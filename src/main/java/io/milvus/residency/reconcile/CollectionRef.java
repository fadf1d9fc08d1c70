package io.milvus.residency.reconcile;

import io.milvus.residency.api.Address;
import io.milvus.residency.api.MilvusRef;
import io.milvus.residency.api.MilvusRef.TlsRef;
import io.milvus.residency.api.PolicySpec;

/**
 * A reference to a collection. Policies with equal references reach the same collection.
 *
 * @param connection the connection to the database
 * @param name the name of the collection in that database, which may be an alias
 */
public record CollectionRef(ConnectionRef connection, String name) {

  /** Returns the reference of a policy with a spec in a namespace. */
  static CollectionRef of(PolicySpec spec, String namespace) {
    MilvusRef milvus = spec.milvus();
    return new CollectionRef(
        new ConnectionRef(
            Address.inNamespace(milvus.uri(), namespace),
            milvus.credentialsSecretRef().map(ref -> new NamespacedName(namespace, ref.name())),
            milvus
                .tls()
                .flatMap(TlsRef::secretRef)
                .map(ref -> new NamespacedName(namespace, ref.name())),
            milvus.tls().flatMap(TlsRef::serverName),
            spec.database()),
        spec.collection());
  }

  /** Returns whether another reference leads to the same database, as whatever user. */
  boolean samePlace(CollectionRef other) {
    return connection.uri().equals(other.connection.uri())
        && connection.database().equals(other.connection.database());
  }
}
