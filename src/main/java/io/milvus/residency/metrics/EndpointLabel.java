package io.milvus.residency.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The label {@code milvus}. Whoever may write policies may name any number of servers, so only the
 * first {@value #LIMIT} have series of their own, and all others share one.
 */
final class EndpointLabel {

  /** The limit of servers with series of their own. */
  static final int LIMIT = 50;

  /** The value of a label for all that are beyond a limit; no name or address is like it. */
  static final String OTHER = "(other)";

  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /** Returns the value of the label for a server. */
  String of(String endpoint) {
    if (known.contains(endpoint)) {
      return endpoint;
    }
    synchronized (known) {
      return known.size() < LIMIT && known.add(endpoint) ? endpoint : OTHER;
    }
  }

  /** Returns whether a value of the label still has series. */
  boolean has(String value) {
    return value.equals(OTHER) || known.contains(value);
  }

  /** Frees the series of all servers but these. */
  void retain(Set<String> used) {
    known.retainAll(used);
  }
}
