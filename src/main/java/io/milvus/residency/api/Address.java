package io.milvus.residency.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The address of a Milvus server. All spellings of an address are equal, whatever their case,
 * whether they omit the default port, and however they write an IPv6 address.
 *
 * @param host a name in lower case, an IPv4 address, or an IPv6 address in brackets, as RFC 5952
 *     writes it
 * @param port 1 to 65535
 * @param secure whether the server speaks TLS
 */
public record Address(String host, int port, boolean secure) {

  private static final int DEFAULT_PORT = 19530;
  private static final int DEFAULT_SECURE_PORT = 443;
  private static final int MAX_PORT = 65535;
  private static final int MAX_NAME = 253;
  private static final int GROUPS = 8;

  private static final Pattern URI =
      Pattern.compile("(https?)://([-A-Za-z0-9.]+|\\[[0-9A-Fa-f:]+])(?::([0-9]{1,5}))?");
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9](?:[-A-Za-z0-9]{0,61}[A-Za-z0-9])?");
  private static final Pattern OCTET = Pattern.compile("25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]");
  private static final Pattern GROUP = Pattern.compile("[0-9a-f]{1,4}");

  /**
   * Parses a URI as policies contain it. The port defaults to 19530, or to 443 with https, as in
   * the clients of Milvus.
   *
   * @throws IllegalArgumentException if no server can have such an address, with a message for
   *     users
   */
  public static Address of(String uri) {
    Matcher parts = URI.matcher(uri);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "must be http://host:port or https://host:port, without user, path or query, as in"
              + " http://milvus:19530");
    }
    boolean secure = parts.group(1).equals("https");
    int otherwise = secure ? DEFAULT_SECURE_PORT : DEFAULT_PORT;
    int port = parts.group(3) == null ? otherwise : Integer.parseInt(parts.group(3));
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("the port must be 1 to 65535, but is " + port);
    }
    return new Address(host(parts.group(2).toLowerCase(Locale.ROOT)), port, secure);
  }

  /** Returns the address as seen from a namespace, where a host without a dot is a Service. */
  public Address in(String namespace) {
    boolean service = !host.contains(".") && !host.startsWith("[") && !host.equals("localhost");
    return service ? new Address(host + "." + namespace + ".svc", port, secure) : this;
  }

  /**
   * Returns the normalized URI of an address, so that policies which spell it differently share
   * what is known of it. A host without a dot is a Service of the namespace. A text that is not an
   * address is returned unchanged.
   */
  public static String inNamespace(String text, String namespace) {
    try {
      return of(text).in(namespace).uri();
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** Returns the URI, which always has a port. */
  public String uri() {
    return (secure ? "https://" : "http://") + this;
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }

  private static String host(String text) {
    if (text.startsWith("[")) {
      return ipv6(text);
    }
    List<String> labels = List.of(text.split("\\.", -1));
    for (String label : labels) {
      if (!LABEL.matcher(label).matches()) {
        throw new IllegalArgumentException(
            "each part of the host between dots must be 1 to 63 letters, digits or -, and must not"
                + " begin or end with -, but one is \""
                + label
                + '"');
      }
    }
    boolean number =
        labels.size() > 1 && Character.isDigit(labels.get(labels.size() - 1).charAt(0));
    if (number && !isIpv4(labels)) {
      throw new IllegalArgumentException(
          "a host whose last part begins with a digit must be an IPv4 address, as in 10.0.0.7, but"
              + " is "
              + text);
    }
    if (text.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "the host must have at most 253 characters, but has " + text.length());
    }
    return text;
  }

  private static boolean isIpv4(List<String> labels) {
    return labels.size() == 4 && labels.stream().allMatch(OCTET.asMatchPredicate());
  }

  /** Normalizes an IPv6 address, or returns the IPv4 address that is mapped into it. */
  private static String ipv6(String bracketed) {
    List<Integer> groups = groups(bracketed);
    if (groups.subList(0, 5).stream().allMatch(group -> group == 0) && groups.get(5) == 0xffff) {
      int high = groups.get(6);
      int low = groups.get(7);
      return "%d.%d.%d.%d".formatted(high >> 8, high & 0xff, low >> 8, low & 0xff);
    }
    int start = 0;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zeros(groups, i);
      if (zeros > length) {
        start = i;
        length = zeros;
      }
    }
    return length == 1
        ? "[" + text(groups) + "]"
        : "["
            + text(groups.subList(0, start))
            + "::"
            + text(groups.subList(start + length, GROUPS))
            + "]";
  }

  private static int zeros(List<Integer> groups, int from) {
    return (int) groups.stream().skip(from).takeWhile(group -> group == 0).count();
  }

  private static String text(List<Integer> groups) {
    return String.join(":", groups.stream().map(Integer::toHexString).toList());
  }

  private static List<Integer> groups(String bracketed) {
    String[] halves = bracketed.substring(1, bracketed.length() - 1).split("::", -1);
    List<Integer> groups = new ArrayList<>(groups(halves[0], bracketed));
    if (halves.length == 2) {
      List<Integer> end = groups(halves[1], bracketed);
      int missing = GROUPS - groups.size() - end.size();
      if (missing < 1) {
        throw noIpv6(bracketed);
      }
      groups = Stream.of(groups, zeros(missing), end).flatMap(List::stream).toList();
    }
    if (halves.length > 2 || groups.size() != GROUPS) {
      throw noIpv6(bracketed);
    }
    return groups;
  }

  private static List<Integer> zeros(int number) {
    return IntStream.range(0, number).mapToObj(i -> 0).toList();
  }

  private static List<Integer> groups(String half, String bracketed) {
    if (half.isEmpty()) {
      return List.of();
    }
    List<Integer> groups = new ArrayList<>();
    for (String group : half.split(":", -1)) {
      if (!GROUP.matcher(group).matches()) {
        throw noIpv6(bracketed);
      }
      groups.add(Integer.parseInt(group, 16));
    }
    return groups;
  }

  private static IllegalArgumentException noIpv6(String bracketed) {
    return new IllegalArgumentException(
        "the host in brackets must be an IPv6 address without a zone, as in [fd00::7], but is "
            + bracketed);
  }
}
