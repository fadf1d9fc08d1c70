package io.milvus.residency.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The keys used within the last minute. Passes run in parallel, and one that began before a policy
 * appeared must not remove what the pass of that policy uses. Times are of the steady clock. Not
 * thread-safe.
 */
final class RecentlyUsed<K> {

  private static final Duration LENGTH = Duration.ofMinutes(1);

  private final Map<K, Instant> lastUsed = new HashMap<>();

  void use(K key, Instant now) {
    lastUsed.put(key, now);
  }

  /** Returns the keys used now, and those used within the last minute; forgets the others. */
  Set<K> kept(Set<K> used, Instant now) {
    used.forEach(key -> use(key, now));
    lastUsed.values().removeIf(last -> last.isBefore(now.minus(LENGTH)));
    return Set.copyOf(lastUsed.keySet());
  }
}
