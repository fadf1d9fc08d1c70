package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.milvus.residency.api.PartitionLoadPolicy;

/**
 * Copies a policy for each reconciliation. A copy shares the spec and the status, which are records
 * that nobody can change, and has its own metadata. The framework's own cloner writes the whole
 * policy to JSON and reads it again.
 */
public final class PolicyCloner implements Cloner {

  /**
   * Returns a copy of a policy.
   *
   * @throws IllegalArgumentException if the object is of another kind: the framework copies only
   *     what it watches for a controller
   */
  @Override
  public <R extends HasMetadata> R clone(R object) {
    if (!(object instanceof PartitionLoadPolicy policy)) {
      throw new IllegalArgumentException(object.getFullResourceName() + " is not a policy");
    }
    PartitionLoadPolicy copy = new PartitionLoadPolicy();
    copy.setMetadata(new ObjectMetaBuilder(policy.getMetadata()).build());
    copy.setSpec(policy.getSpec());
    copy.setStatus(policy.getStatus());
    @SuppressWarnings("unchecked")
    R same = (R) copy;
    return same;
  }
}
