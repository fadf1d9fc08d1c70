package io.milvus.residency.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tells what may be forgotten: what has not been used for a while. Passes run side by side, and one
 * that began before a policy appeared must not take away what the pass of that policy uses. Times
 * are those of the steady clock. Not safe for use by several threads.
 */
final class RecentlyUsed<K> {

  private static final Duration LENGTH = Duration.ofMinutes(1);

  private final Map<K, Instant> lastUsed = new HashMap<>();

  void use(K key, Instant now) {
    lastUsed.put(key, now);
  }

  /** Those that are used now, and those that were a moment ago. */
  Set<K> kept(Set<K> used, Instant now) {
    used.forEach(key -> use(key, now));
    lastUsed.values().removeIf(last -> last.isBefore(now.minus(LENGTH)));
    return Set.copyOf(lastUsed.keySet());
  }
}
