package io.milvus.residency.collection;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Fault;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.plan.LoadState;
import io.milvus.residency.plan.Observed;
import io.milvus.residency.plan.Step;
import io.milvus.residency.plan.Step.Change;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Carries steps out. Before each, {@code get_load_state} is asked for the partitions concerned;
 * what is not as it was planned for is left to the next pass.
 */
final class Actor {

  private final Milvus milvus;
  private final LoadStates states;
  private final Recorder recorder;
  private final Site site;

  Actor(Milvus milvus, LoadStates states, Recorder recorder, Site site) {
    this.milvus = milvus;
    this.states = states;
    this.recorder = recorder;
    this.site = site;
  }

  /**
   * Makes the calls, in order.
   *
   * @throws MilvusException when what failed is the way to Milvus, so that nothing more can be done
   */
  void carryOut(Observed seen, List<Step> steps, Instant now) throws MilvusException {
    for (Step step : steps) {
      if (step instanceof Step.Load load) {
        load(seen.name(), load, now);
      } else if (step instanceof Step.Release release) {
        release(seen.name(), release, now);
      }
    }
  }

  private void load(String collection, Step.Load step, Instant now) throws MilvusException {
    Map<String, LoadState> have = states.of(collection, names(step.changes()));
    List<Change> changes =
        step.changes().stream()
            .filter(c -> have.get(c.partition().name()) == LoadState.NOT_LOAD)
            .toList();
    if (changes.isEmpty()) {
      return;
    }
    Step.Load due = new Step.Load(changes, step.settings());
    try {
      expect(changes, LoadState.LOADED, now);
      milvus.load(collection, names(changes), step.settings());
      recorder.done(due);
    } catch (MilvusException e) {
      if (e.fault() == Fault.TIMED_OUT) {
        // It may have been done: the next look tells.
        return;
      }
      changes.forEach(change -> site.unconfirmed.remove(change.partition().id()));
      if (e.fault() == Fault.PARTITION_NOT_FOUND) {
        // One of them went away meanwhile, and so none was loaded: the next look tells which.
        return;
      }
      if (!FaultReasons.ofLoad(e.fault())) {
        throw e;
      }
      Reason reason = FaultReasons.of(e.fault());
      recorder.refused(due, reason, e.getMessage());
      List<Long> ids = changes.stream().map(change -> change.partition().id()).toList();
      site.memory = Setbacks.after(site.memory, ids, now, reason, e.getMessage());
    }
  }

  private void release(String collection, Step.Release step, Instant now) throws MilvusException {
    Map<String, LoadState> have = states.ofLoaded(collection, names(step.changes()));
    List<Change> changes =
        step.changes().stream()
            .filter(c -> have.get(c.partition().name()) == c.partition().state())
            .toList();
    if (changes.isEmpty()) {
      return;
    }
    Step.Release due = new Step.Release(changes);
    try {
      expect(changes, LoadState.NOT_LOAD, now);
      milvus.release(collection, names(changes));
      recorder.done(due);
    } catch (MilvusException e) {
      if (e.fault() == Fault.TIMED_OUT || e.fault() == Fault.PARTITION_NOT_FOUND) {
        // It may have been done, or a partition went away meanwhile: the next look tells.
        return;
      }
      recorder.refused(due, FaultReasons.of(e.fault()), e.getMessage());
      throw e;
    }
  }

  private void expect(List<Change> changes, LoadState state, Instant now) {
    changes.forEach(change -> site.unconfirmed.put(change.partition().id(), state));
    site.changed = now;
  }

  private static List<String> names(List<Change> changes) {
    return changes.stream().map(change -> change.partition().name()).toList();
  }
}
