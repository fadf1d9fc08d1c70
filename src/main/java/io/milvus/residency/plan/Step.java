package io.milvus.residency.plan;

import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import java.util.List;

/** A call that changes something in Milvus. */
public sealed interface Step {

  /** Returns the partitions to change, sorted by name, never empty. */
  List<PartitionChange> changes();

  /**
   * Loads partitions.
   *
   * @param changes the partitions
   * @param settings the load settings
   * @param priority the priority of the load
   */
  record Load(List<PartitionChange> changes, LoadSettings settings, LoadPriority priority)
      implements Step {
    public Load {
      changes = List.copyOf(changes);
    }

    /** Returns the same load of fewer partitions. */
    public Load of(List<PartitionChange> fewer) {
      return new Load(fewer, settings, priority);
    }
  }

  /**
   * Releases partitions.
   *
   * @param changes the partitions
   */
  record Release(List<PartitionChange> changes) implements Step {
    public Release {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Cancels loads of the operator that make no progress, of partitions that were not loaded before.
   *
   * @param changes the partitions
   */
  record Cancel(List<PartitionChange> changes) implements Step {
    public Cancel {
      changes = List.copyOf(changes);
    }
  }

  /**
   * A partition of a step, and the policy that wants the change.
   *
   * @param partition the partition as it was when the plan was made
   * @param policy the first policy, by namespace and name, that wants the change; if no policy
   *     decides the partition any more, the first that acts
   * @param rule the rule of that policy; empty if it does not decide the partition
   */
  record PartitionChange(Partition partition, PolicyName policy, String rule) {}
}
