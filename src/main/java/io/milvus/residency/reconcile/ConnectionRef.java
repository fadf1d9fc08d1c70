package io.milvus.residency.reconcile;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a policy reaches its database, and as which user.
 *
 * @param uri the address of Milvus, in one spelling; as it was written if it is no address
 * @param credentials the Secret with the credentials
 * @param tls the Secret with the certificates
 * @param serverName the name in the server's certificate, if that is not the host's
 * @param database the database
 */
public record ConnectionRef(
    String uri,
    Optional<NamespacedName> credentials,
    Optional<NamespacedName> tls,
    Optional<String> serverName,
    String database) {

  /** Returns the Secrets that the connection needs. */
  Stream<NamespacedName> secrets() {
    return Stream.concat(credentials.stream(), tls.stream());
  }
}
