package io.milvus.residency.kube;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.model.PolicyName;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A trigger that has policies reconciled although they have not changed.
 *
 * <p>java-operator-sdk 5.2.3 forgets a policy when it has reconciled its deletion, even if a policy
 * of the same name was created meanwhile ({@code EventProcessor.eventProcessingFinished}). From
 * then on it ignores all events but those of a watch, so each event here looks like an event of a
 * watch.
 */
final class ReconcileTrigger extends AbstractEventSource<Void, PartitionLoadPolicy>
    implements ResourceEventAware<PartitionLoadPolicy> {

  private final Consumer<PolicyName> changed;

  /**
   * Creates the trigger.
   *
   * @param changed receives each policy of which the watch tells that it was created, changed or
   *     deleted
   */
  ReconcileTrigger(Consumer<PolicyName> changed) {
    super(Void.class, "wake-ups");
    this.changed = changed;
  }

  @Override
  public void onResourceCreated(PartitionLoadPolicy policy) {
    changed.accept(PolicyMapper.name(policy));
  }

  @Override
  public void onResourceUpdated(PartitionLoadPolicy policy, PartitionLoadPolicy before) {
    changed.accept(PolicyMapper.name(policy));
  }

  @Override
  public void onResourceDeleted(PartitionLoadPolicy policy) {
    changed.accept(PolicyMapper.name(policy));
  }

  /** Triggers the reconciliation of a policy, which must exist. */
  void wake(PartitionLoadPolicy policy) {
    if (isRunning()) {
      getEventHandler()
          .handleEvent(
              new ResourceEvent(ResourceAction.UPDATED, ResourceID.fromResource(policy), policy));
    }
  }

  @Override
  public Set<Void> getSecondaryResources(PartitionLoadPolicy policy) {
    return Set.of();
  }
}
