package io.milvus.residency.reconcile;

import io.milvus.residency.rules.PartitionList;
import java.util.Set;

/** A source of the partition lists that policies refer to. */
public interface PartitionListSource {

  /** Returns the list in one entry of a ConfigMap, or why it can't be read. */
  PartitionList list(NamespacedName configMap, String key);

  /** Forgets all other ConfigMaps. */
  void retain(Set<NamespacedName> used);
}
