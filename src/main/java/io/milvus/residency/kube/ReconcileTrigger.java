package io.milvus.residency.kube;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.milvus.residency.api.PartitionLoadPolicy;
import java.util.Set;

/**
 * Lets policies be reconciled for other reasons than that they have changed.
 *
 * <p>java-operator-sdk 5.2.3 forgets a policy when it has reconciled its deletion, also if one of
 * the same name was created meanwhile ({@code EventProcessor.eventProcessingFinished}), and then
 * takes no event for it but those that a watch could have brought. So each of these looks like one.
 */
final class ReconcileTrigger extends AbstractEventSource<Void, PartitionLoadPolicy> {

  ReconcileTrigger() {
    super(Void.class, "wake-ups");
  }

  /** Lets a policy be reconciled, which has to be one that is there. */
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
