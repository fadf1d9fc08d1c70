package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class WatchRegistryTest {

  private final Map<String, ScriptedInformer> informers = new ConcurrentHashMap<>();
  private final Set<String> changed = ConcurrentHashMap.newKeySet();

  @Test
  void stopsWatchesOfUnusedObjects() throws UnreadableException {
    try (WatchRegistry<String, ConfigMap> watches = watches()) {
      for (int i = 0; i < 200; i++) {
        watches.get("list-" + i);
      }

      watches.retain(Set.of("list-7"));

      assertThat(informers.get("list-6").stopped()).isTrue();
      assertThat(informers.get("list-7").stopped()).isFalse();
    }
    assertThat(informers.get("list-7").stopped()).isTrue();
  }

  @Test
  void reportsChangedObject() throws UnreadableException {
    try (WatchRegistry<String, ConfigMap> watches = watches()) {
      watches.get("list");

      informers.get("list").changes(list("2"));

      await().atMost(Duration.ofSeconds(10)).until(() -> changed.contains("list"));
    }
  }

  private WatchRegistry<String, ConfigMap> watches() {
    return new WatchRegistry<>(
        "ConfigMap",
        name -> {
          ScriptedInformer informer = new ScriptedInformer();
          informer.begins(list("1"));
          informers.put(name, informer);
          return informer.proxy();
        },
        changed::add);
  }

  private static ConfigMap list(String version) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withUid("one")
        .withResourceVersion(version)
        .endMetadata()
        .build();
  }
}
