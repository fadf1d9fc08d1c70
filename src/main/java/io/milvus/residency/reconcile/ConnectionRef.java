package io.milvus.residency.reconcile;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * A reference to a database and a user of Milvus.
 *
 * @param uri the address of Milvus, normalized; as written if it is not an address
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
