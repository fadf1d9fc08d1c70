package io.milvus.residency.milvus;

/**
 * A way to one database of one Milvus. Two equal ones share a connection.
 *
 * @param uri {@code http://host:port} or {@code https://host:port}, complete: a short Service name
 *     has been expanded
 * @param database the database
 * @param credentials who asks
 * @param tls how an {@code https} address is trusted
 */
public record ConnectionConfig(String uri, String database, Credentials credentials, Tls tls) {}
