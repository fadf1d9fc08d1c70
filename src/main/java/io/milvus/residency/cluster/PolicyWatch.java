package io.milvus.residency.cluster;

import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.milvus.residency.api.PartitionLoadPolicy;
import java.util.List;
import java.util.function.Function;

/** A watch on policies, which keeps them as they are now. */
public final class PolicyWatch implements AutoCloseable {

  private final SharedIndexInformer<PartitionLoadPolicy> informer;

  private PolicyWatch(SharedIndexInformer<PartitionLoadPolicy> informer) {
    this.informer = informer;
  }

  /** Is told of changes, on a thread of the watch, and should return soon. */
  public interface Listener {

    /** Receives a policy that is new or has changed. */
    void changed(PartitionLoadPolicy policy);

    /** Receives a policy that is gone, as it was last. */
    void deleted(PartitionLoadPolicy policy);

    /** Receives why policies can't be watched now, and what to do; the watch tries again. */
    void interrupted(String why);
  }

  static PolicyWatch start(
      Informable<PartitionLoadPolicy> policies,
      Listener listener,
      Function<Throwable, String> words) {
    SharedIndexInformer<PartitionLoadPolicy> informer = policies.runnableInformer(0);
    informer.addEventHandler(new Handler(listener));
    informer.exceptionHandler(
        (started, failure) -> {
          listener.interrupted(words.apply(failure));
          return true;
        });
    // Failures go to the listener.
    informer.start();
    return new PolicyWatch(informer);
  }

  /** Returns whether all policies have been read and changes are being received. */
  public boolean current() {
    return informer.hasSynced() && informer.isWatching();
  }

  /** Returns the policies as they were last received. */
  public List<PartitionLoadPolicy> policies() {
    return informer.getStore().list();
  }

  @Override
  public void close() {
    informer.stop();
  }

  private record Handler(Listener listener) implements ResourceEventHandler<PartitionLoadPolicy> {
    @Override
    public void onAdd(PartitionLoadPolicy policy) {
      listener.changed(policy);
    }

    @Override
    public void onUpdate(PartitionLoadPolicy before, PartitionLoadPolicy after) {
      listener.changed(after);
    }

    @Override
    public void onDelete(PartitionLoadPolicy policy, boolean unknown) {
      listener.deleted(policy);
    }
  }
}
