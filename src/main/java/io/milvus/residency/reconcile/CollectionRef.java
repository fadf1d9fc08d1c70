package io.milvus.residency.reconcile;

import io.milvus.residency.api.Address;
import io.milvus.residency.api.MilvusRef;
import io.milvus.residency.api.MilvusRef.TlsRef;
import io.milvus.residency.api.PolicySpec;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a policy gets to its collection. Policies with the same one see the same collection.
 *
 * @param way how to reach the database
 * @param collection the name to ask for there, which may be an alias
 */
public record CollectionRef(Way way, String collection) {

  /**
   * How to reach a database, and as whom.
   *
   * @param uri where Milvus is, in one spelling; as it was written if it is no address
   * @param credentials the Secret that says as whom
   * @param tls the Secret that says whom to trust
   * @param serverName the name in the server's certificate, if it is not the host's
   * @param database the database
   */
  public record Way(
      String uri,
      Optional<NamespacedName> credentials,
      Optional<NamespacedName> tls,
      Optional<String> serverName,
      String database) {

    /** The Secrets that are needed for it. */
    Stream<NamespacedName> secrets() {
      return Stream.concat(credentials.stream(), tls.stream());
    }
  }

  /** Returns that of a policy with this spec in this namespace. */
  static CollectionRef of(PolicySpec spec, String namespace) {
    MilvusRef milvus = spec.milvus();
    return new CollectionRef(
        new Way(
            inNamespace(milvus.uri(), namespace),
            milvus.credentialsSecretRef().map(ref -> new NamespacedName(namespace, ref.name())),
            milvus
                .tls()
                .flatMap(TlsRef::secretRef)
                .map(ref -> new NamespacedName(namespace, ref.name())),
            milvus.tls().flatMap(TlsRef::serverName),
            spec.database()),
        spec.collection());
  }

  /** Whether the other one asks at the same place, be it as somebody else. */
  boolean samePlace(CollectionRef other) {
    return way.uri.equals(other.way.uri) && way.database.equals(other.way.database);
  }

  /**
   * Returns an address in its one spelling, so that policies which spell it differently share what
   * is known of it. A host without a dot is a Service of the policy's namespace. What is no address
   * leads nowhere, and stays as it is.
   */
  public static String inNamespace(String text, String namespace) {
    try {
      return Address.of(text).in(namespace).uri();
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
