package io.milvus.residency.reconcile;

import io.milvus.residency.rules.PartitionList;
import java.util.Set;

/** Reads the lists of partition names that policies refer to. */
public interface PartitionListSource {

  /** One entry of a ConfigMap, or why it can't be read. */
  PartitionList list(NamespacedName configMap, String key);

  /** Forgets all ConfigMaps but these. */
  void retain(Set<NamespacedName> used);
}
