package io.milvus.residency.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** The resource that declares which partitions of a collection are to be loaded or released. */
@Group(PartitionLoadPolicy.GROUP)
@Version("v1alpha1")
@Kind("PartitionLoadPolicy")
@Singular("partitionloadpolicy")
@Plural("partitionloadpolicies")
@ShortNames("plp")
public final class PartitionLoadPolicy extends CustomResource<PolicySpec, PolicyStatus>
    implements Namespaced {

  /** The API group of the resource and the prefix of its annotations. */
  public static final String GROUP = "residency.milvus.io";

  private static final long serialVersionUID = 1L;

  @Override
  protected PolicySpec initSpec() {
    return PolicySpec.invalid("spec: is missing");
  }

  @Override
  protected PolicyStatus initStatus() {
    return PolicyStatus.EMPTY;
  }
}
