package io.milvus.residency.operator;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.operator.LifeJournal.Version;
import java.time.Instant;

/** Puts into the journal which versions of policies the operator tells to have read. */
record StatusWatcher(LifeJournal journal) implements ResourceEventHandler<PartitionLoadPolicy> {

  @Override
  public void onAdd(PartitionLoadPolicy policy) {
    long generation = policy.getStatus().observedGeneration();
    Instant now = Instant.now();
    String uid = policy.getMetadata().getUid();
    journal.read(now, new Version(uid, generation));
    policy.getStatus().collection().ifPresent(collection -> journal.bound(now, uid));
  }

  @Override
  public void onUpdate(PartitionLoadPolicy before, PartitionLoadPolicy after) {
    onAdd(after);
  }

  @Override
  public void onDelete(PartitionLoadPolicy policy, boolean stateUnknown) {}
}
