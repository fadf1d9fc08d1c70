package io.milvus.residency.milvus;

/**
 * A connection to one database of one Milvus. Equal configs share a connection.
 *
 * @param uri {@code http://host:port} or {@code https://host:port}, complete: a short Service name
 *     has been expanded
 * @param database the database
 * @param credentials the user, or none
 * @param tls the trust and identity for an {@code https} address
 */
public record ConnectionConfig(String uri, String database, Credentials credentials, Tls tls) {}
