package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.collection.ConfigMapName;
import io.milvus.residency.collection.Lists;
import io.milvus.residency.kube.NamedWatches.UnreadableException;
import io.milvus.residency.plan.ListContent;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Reads lists of partition names from the ConfigMaps that policies refer to. What was read last is
 * kept for as long as a list is missing or can't be read.
 */
public final class ConfigMaps implements Lists, AutoCloseable {

  private final NamedWatches<ConfigMapName, ConfigMap> watches;
  private final Map<Entry, ListContent> lastRead = new ConcurrentHashMap<>();

  private record Entry(ConfigMapName configMap, String key) {}

  /**
   * Watches nothing yet.
   *
   * @param changed is told a ConfigMap that has appeared, changed or gone
   */
  public ConfigMaps(KubernetesClient client, Consumer<ConfigMapName> changed) {
    this.watches =
        new NamedWatches<>(
            "ConfigMap",
            name ->
                client
                    .configMaps()
                    .inNamespace(name.namespace())
                    .withName(name.name())
                    .runnableInformer(0),
            changed);
  }

  @Override
  public ListContent list(ConfigMapName configMap, String key) {
    return lastRead.merge(
        new Entry(configMap, key),
        read(configMap, key),
        (before, now) -> now.unreadable().map(before::lost).orElse(now));
  }

  private ListContent read(ConfigMapName name, String key) {
    try {
      Optional<ConfigMap> configMap = watches.get(name);
      if (configMap.isEmpty()) {
        return ListContent.unreadable("ConfigMap " + name + " does not exist: create it.");
      }
      return Optional.ofNullable(configMap.get().getData())
          .map(data -> data.get(key))
          .map(text -> ListContent.read("ConfigMap " + name + ", key " + key, text))
          .orElseGet(() -> ListContent.unreadable(noText(configMap.get(), name, key)));
    } catch (UnreadableException e) {
      return ListContent.unreadable(e.getMessage());
    }
  }

  private static String noText(ConfigMap configMap, ConfigMapName name, String key) {
    boolean binary =
        Optional.ofNullable(configMap.getBinaryData())
            .filter(data -> data.containsKey(key))
            .isPresent();
    return binary
        ? "ConfigMap "
            + name
            + " has the key "
            + key
            + " in binaryData, where kubectl puts a file that is not UTF-8: write the list as text,"
            + " into data."
        : "ConfigMap "
            + name
            + " has no text under the key "
            + key
            + ": add it; an empty text is an empty list.";
  }

  @Override
  public void retain(Set<ConfigMapName> used) {
    watches.retain(used);
    lastRead.keySet().removeIf(entry -> !used.contains(entry.configMap()));
  }

  @Override
  public void close() {
    retain(Set.of());
  }
}
