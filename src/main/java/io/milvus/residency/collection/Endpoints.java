package io.milvus.residency.collection;

import io.milvus.residency.milvus.Address;
import io.milvus.residency.plan.Glob;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The Milvus servers that policies may name. Who may write policies could otherwise steer any
 * Milvus that the operator reaches and that runs without authentication.
 *
 * @param patterns {@code host} or {@code host:port}, where {@code *} is any run of characters; none
 *     to let policies name what they like
 */
public record Endpoints(List<String> patterns) {

  /** Lets policies name what they like. */
  public static final Endpoints ANY = new Endpoints(List.of());

  private static final Pattern PATTERN =
      Pattern.compile("([-a-z0-9.*?]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");
  private static final Pattern WITH_PORT = Pattern.compile(".*:[0-9]{1,5}");

  /**
   * Takes the patterns.
   *
   * @throws IllegalArgumentException if one is neither a host nor host and port
   */
  public Endpoints {
    patterns = patterns.stream().map(pattern -> pattern.toLowerCase(Locale.ROOT)).toList();
    for (String pattern : patterns) {
      if (!PATTERN.matcher(pattern).matches()) {
        throw new IllegalArgumentException(
            "\"" + pattern + "\" is not host or host:port, as in milvus.prod.svc or *.svc:19530");
      }
    }
  }

  /** Whether a policy may name this address, complete with the namespace of a Service. */
  boolean allow(String uri) {
    Address address = Address.of(uri);
    return patterns.isEmpty()
        || patterns.stream().anyMatch(pattern -> Glob.matches(pattern, named(pattern, address)));
  }

  private static String named(String pattern, Address address) {
    return WITH_PORT.matcher(pattern).matches() ? address.toString() : address.host();
  }
}
