package io.milvus.residency.milvus;

import java.net.URI;
import java.util.Locale;

/**
 * Where a server listens.
 *
 * @param host a name, or an IP address, in brackets if it is one of IPv6
 * @param port the port
 * @param secure whether TLS is spoken there
 */
public record Address(String host, int port, boolean secure) {

  private static final int DEFAULT_PORT = 19530;
  private static final int DEFAULT_SECURE_PORT = 443;

  /**
   * That of a URI. Without a port it is 19530, or 443 with https, as in Milvus' own clients.
   *
   * @throws IllegalArgumentException if it is no URI
   */
  public static Address of(String uri) {
    URI parsed = URI.create(uri);
    if (parsed.getHost() == null) {
      throw new IllegalArgumentException(uri + " names no host");
    }
    boolean secure = "https".equalsIgnoreCase(parsed.getScheme());
    int otherwise = secure ? DEFAULT_SECURE_PORT : DEFAULT_PORT;
    int port = parsed.getPort() < 0 ? otherwise : parsed.getPort();
    return new Address(parsed.getHost().toLowerCase(Locale.ROOT), port, secure);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
