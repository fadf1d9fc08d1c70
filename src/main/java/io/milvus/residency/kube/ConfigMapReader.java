package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.reconcile.NamespacedName;
import io.milvus.residency.reconcile.PartitionListSource;
import io.milvus.residency.rules.PartitionList;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A reader of partition lists in the ConfigMaps that policies refer to. While a list is missing or
 * unreadable, its last content is kept.
 */
public final class ConfigMapReader implements PartitionListSource, AutoCloseable {

  /** Longer than the longest interval, within which each key still in use is read again. */
  private static final Duration UNUSED = Duration.ofHours(2);

  private final WatchRegistry<NamespacedName, ConfigMap> watches;
  private final Map<Entry, Kept> lastRead = new ConcurrentHashMap<>();

  private record Entry(NamespacedName configMap, String key) {}

  /** The last content of a list, and when it was last requested, by the monotonic clock. */
  private record Kept(PartitionList content, long asked) {
    PartitionList then(PartitionList now) {
      return now.unreadable().map(content::lost).orElse(now);
    }
  }

  /**
   * Creates the reader; nothing is watched yet.
   *
   * @param changed receives each ConfigMap that has changed, became unreadable or is readable again
   */
  public ConfigMapReader(KubernetesClient client, Consumer<NamespacedName> changed) {
    this.watches =
        new WatchRegistry<>(
            "ConfigMap",
            name ->
                client
                    .configMaps()
                    .inNamespace(name.namespace())
                    .withName(name.name())
                    // A list with a limit reads the current state, not the API server's cache.
                    .withLimit(1L)
                    .runnableInformer(0),
            changed);
  }

  @Override
  public PartitionList list(NamespacedName configMap, String key) {
    PartitionList now = read(configMap, key);
    return lastRead
        .compute(
            new Entry(configMap, key),
            (entry, before) -> new Kept(before == null ? now : before.then(now), System.nanoTime()))
        .content();
  }

  private PartitionList read(NamespacedName name, String key) {
    try {
      Optional<ConfigMap> configMap = watches.get(name);
      if (configMap.isEmpty()) {
        return PartitionList.unreadable("ConfigMap " + name + " does not exist: create it.");
      }
      return Optional.ofNullable(configMap.get().getData())
          .map(data -> data.get(key))
          .map(text -> PartitionList.read("ConfigMap " + name + ", key " + key, text))
          .orElseGet(() -> PartitionList.unreadable(noText(configMap.get(), name, key)));
    } catch (UnreadableException e) {
      return PartitionList.unreadable(e.getMessage());
    }
  }

  private static String noText(ConfigMap configMap, NamespacedName name, String key) {
    boolean binary =
        Optional.ofNullable(configMap.getBinaryData())
            .filter(data -> data.containsKey(key))
            .isPresent();
    return binary
        ? "ConfigMap "
            + name
            + " has the key "
            + key
            + " in binaryData, where kubectl puts files that are not UTF-8: write the list to data"
            + " as UTF-8 text."
        : "ConfigMap "
            + name
            + " has no key "
            + key
            + " in data: add it; an empty value is an empty list.";
  }

  @Override
  public void retain(Set<NamespacedName> used) {
    watches.retain(used);
    long old = System.nanoTime() - UNUSED.toNanos();
    lastRead
        .entrySet()
        .removeIf(
            entry ->
                !used.contains(entry.getKey().configMap()) || entry.getValue().asked() - old < 0);
  }

  @Override
  public void close() {
    watches.close();
  }
}
