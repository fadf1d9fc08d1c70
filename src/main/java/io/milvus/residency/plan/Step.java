package io.milvus.residency.plan;

import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import java.util.List;

/** One call that changes something in Milvus. */
public sealed interface Step {

  /** The partitions it changes, sorted by name, never empty. */
  List<PartitionChange> changes();

  /**
   * Load partitions.
   *
   * @param changes which ones
   * @param settings what to load them with
   */
  record Load(List<PartitionChange> changes, LoadSettings settings) implements Step {
    public Load {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Release partitions.
   *
   * @param changes which ones
   */
  record Release(List<PartitionChange> changes) implements Step {
    public Release {
      changes = List.copyOf(changes);
    }
  }

  /**
   * One partition of a step, and who wants it changed.
   *
   * @param partition the partition as it was when the plan was made
   * @param policy the first policy, by namespace and name, that wants the change
   * @param rule the rule of that policy
   */
  record PartitionChange(Partition partition, PolicyName policy, String rule) {}
}
