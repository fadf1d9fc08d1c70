package io.milvus.residency.reconcile;

import io.milvus.residency.api.Address;
import io.milvus.residency.rules.Glob;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The Milvus servers that policies may name. Without a list, anyone who may write policies can
 * control any Milvus without authentication that the operator reaches.
 *
 * @param patterns {@code host} or {@code host:port}, where {@code *} in a name is any run of
 *     characters; empty to allow any server
 */
public record EndpointAllowList(List<String> patterns) {

  /** Allows any server. */
  public static final EndpointAllowList ANY = new EndpointAllowList(List.of());

  private static final Pattern WITH_WILDCARDS = Pattern.compile("[-a-z0-9.*?]+(?::[0-9]{1,5})?");
  private static final Pattern WITH_PORT = Pattern.compile(".*:[0-9]{1,5}");

  /**
   * Normalizes the patterns.
   *
   * @throws IllegalArgumentException if one is neither a host nor host and port
   */
  public EndpointAllowList {
    patterns = patterns.stream().map(EndpointAllowList::spelled).toList();
  }

  /** Returns a pattern normalized as addresses are. */
  private static String spelled(String written) {
    String pattern = written.toLowerCase(Locale.ROOT);
    boolean wildcards = pattern.contains("*") || pattern.contains("?");
    if (wildcards && WITH_WILDCARDS.matcher(pattern).matches()) {
      return pattern;
    }
    try {
      Address address = Address.of("http://" + pattern);
      return WITH_PORT.matcher(pattern).matches() ? address.toString() : address.host();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\""
              + written
              + "\" is not host or host:port, as in milvus.prod.svc, *.svc:19530 or [fd00::7]",
          e);
    }
  }

  /** Returns whether policies may name an address, which contains the namespace of a Service. */
  boolean allow(String uri) {
    Address address = Address.of(uri);
    return patterns.isEmpty()
        || patterns.stream().anyMatch(pattern -> Glob.matches(pattern, named(pattern, address)));
  }

  /** Returns the message for users about an address that is not allowed. */
  static String refusal(String uri) {
    return "Endpoint "
        + Address.of(uri)
        + " is not allowed. Ask the cluster admin to add it to --milvus-endpoints.";
  }

  private static String named(String pattern, Address address) {
    return WITH_PORT.matcher(pattern).matches() ? address.toString() : address.host();
  }
}
