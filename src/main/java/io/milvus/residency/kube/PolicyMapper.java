package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.DeletionPolicy;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.reconcile.Policy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A mapper from objects of the API server to policies. It maps each resource version once, because
 * every pass reads all policies and mapping one takes a while.
 */
final class PolicyMapper {

  private final Mode operator;
  private final Map<PolicyName, Mapped> known = new ConcurrentHashMap<>();

  /**
   * Creates the mapper.
   *
   * @param operator the mode of the operator
   */
  PolicyMapper(Mode operator) {
    this.operator = operator;
  }

  private record Mapped(String uid, String version, Policy policy) {
    boolean is(ObjectMeta metadata) {
      return uid.equals(metadata.getUid()) && version.equals(metadata.getResourceVersion());
    }
  }

  /** Returns the name of a policy. */
  static PolicyName name(PartitionLoadPolicy resource) {
    return new PolicyName(resource.getMetadata().getNamespace(), resource.getMetadata().getName());
  }

  /** Returns the value of a policy object. */
  Policy policy(PartitionLoadPolicy resource) {
    ObjectMeta metadata = resource.getMetadata();
    PolicyName name = name(resource);
    Mapped mapped = known.get(name);
    if (mapped != null && mapped.is(metadata)) {
      return mapped.policy();
    }
    Policy policy = read(name, resource);
    if (metadata.getUid() != null && metadata.getResourceVersion() != null) {
      known.put(name, new Mapped(metadata.getUid(), metadata.getResourceVersion(), policy));
    }
    return policy;
  }

  private Policy read(PolicyName name, PartitionLoadPolicy resource) {
    Policy policy =
        Policy.of(
                name,
                resource.getMetadata().getUid(),
                resource.getMetadata().getGeneration(),
                resource.getSpec(),
                Annotations.of(resource),
                StatusOwnership.of(resource))
            .under(operator);
    return releases(resource, policy) ? policy.leave() : policy;
  }

  /**
   * Returns whether a policy is being deleted and releases what it wanted loaded. A policy that is
   * not enforced, or whose collection was never found, releases nothing.
   */
  private static boolean releases(PartitionLoadPolicy resource, Policy policy) {
    return resource.isMarkedForDeletion()
        && resource.hasFinalizer(FinalizerPatch.NAME)
        && resource.getSpec().invalid().isEmpty()
        && resource.getSpec().deletionPolicy() == DeletionPolicy.RELEASE
        && policy.mode().mode() == Mode.ENFORCE
        && Optional.ofNullable(resource.getStatus()).flatMap(PolicyStatus::collection).isPresent();
  }

  /** Forgets all policies but these. */
  void retain(Set<PolicyName> present) {
    known.keySet().retainAll(present);
  }
}
