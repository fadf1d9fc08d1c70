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
 * Reads lists of partition names from the ConfigMaps that policies refer to. What was read last is
 * kept for as long as a list is missing or can't be read.
 */
public final class ConfigMapReader implements PartitionListSource, AutoCloseable {

  /** More than the longest interval: who still refers to a key has asked for it since. */
  private static final Duration UNUSED = Duration.ofHours(2);

  private final WatchRegistry<NamespacedName, ConfigMap> watches;
  private final Map<Entry, Kept> lastRead = new ConcurrentHashMap<>();

  private record Entry(NamespacedName configMap, String key) {}

  /** What a list held, and when somebody wanted to know last, by the monotonic clock. */
  private record Kept(PartitionList content, long asked) {
    PartitionList then(PartitionList now) {
      return now.unreadable().map(content::lost).orElse(now);
    }
  }

  /**
   * Watches nothing yet.
   *
   * @param changed is told a ConfigMap that has changed, is lost or can be read again
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
                    // With a limit the first read is one of the present state, and not of a cache.
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
