package io.milvus.residency.collection;

import io.milvus.residency.milvus.Fault;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.plan.LoadState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.slf4j.MDC;

/**
 * Asks {@code get_load_state} for single partitions. Several at once would not tell which one is
 * not loaded, except when all of them are.
 */
final class LoadStates {

  /** With these, a partition is not loaded, since the last load of the collection lacked room. */
  private static final Set<Fault> SHORTAGE = Set.of(Fault.MEMORY_SHORT, Fault.DISK_SHORT);

  /**
   * While a partition is not loaded, Milvus answers with what ended the last load of its
   * collection, be it of another partition, until there is a new one. That may be any error of a
   * query node. Seen on 2.3.5 for a lack of memory, for others told by {@code failed_load_cache.go}
   * and {@code task/scheduler.go} of {@code querycoordv2}.
   */
  private static final Set<Fault> OF_THE_LAST_LOAD =
      Set.of(Fault.MEMORY_SHORT, Fault.DISK_SHORT, Fault.UNEXPECTED);

  private final Milvus milvus;
  private final Executor callers;

  /**
   * Asks through a connection.
   *
   * @param callers makes the calls, as many at once as it will
   */
  LoadStates(Milvus milvus, Executor callers) {
    this.milvus = milvus;
    this.callers = callers;
  }

  /** The state of each, by name; asks once for all first where they are likely to be loaded. */
  Map<String, LoadState> ofLoaded(String collection, List<String> partitions)
      throws MilvusException {
    if (partitions.isEmpty() || !allLoaded(collection, partitions)) {
      return each(collection, partitions, SHORTAGE);
    }
    Map<String, LoadState> states = new HashMap<>();
    partitions.forEach(name -> states.put(name, LoadState.LOADED));
    return states;
  }

  private boolean allLoaded(String collection, List<String> partitions) throws MilvusException {
    try {
      return milvus.loadState(collection, partitions) == LoadState.LOADED;
    } catch (MilvusException e) {
      if (e.fault() == Fault.PARTITION_NOT_FOUND || SHORTAGE.contains(e.fault())) {
        return false;
      }
      throw e;
    }
  }

  /** The state of each, by name, where they are not likely to be loaded. */
  Map<String, LoadState> of(String collection, List<String> partitions) throws MilvusException {
    return each(collection, partitions, OF_THE_LAST_LOAD);
  }

  /** Whether {@code get_load_state} says by it that a partition is not loaded. */
  static boolean ofTheLastLoad(Fault fault) {
    return OF_THE_LAST_LOAD.contains(fault);
  }

  private Map<String, LoadState> each(
      String collection, List<String> partitions, Set<Fault> notLoaded) throws MilvusException {
    Map<String, Future<LoadState>> asked = new HashMap<>();
    for (String name : partitions) {
      FutureTask<LoadState> call = new FutureTask<>(traced(() -> one(collection, name, notLoaded)));
      callers.execute(call);
      asked.put(name, call);
    }
    Map<String, LoadState> states = new HashMap<>();
    List<Future<LoadState>> open = new ArrayList<>(asked.values());
    try {
      for (Map.Entry<String, Future<LoadState>> entry : asked.entrySet()) {
        states.put(entry.getKey(), entry.getValue().get());
      }
      return states;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MilvusException fault) {
        throw fault;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MilvusException(Fault.UNREACHABLE, "the operator is stopping", e);
    } finally {
      open.forEach(call -> call.cancel(true));
    }
  }

  /** In the log, the calls belong to the pass that they are made for. */
  private static <T> Callable<T> traced(Callable<T> call) {
    Map<String, String> context = Optional.ofNullable(MDC.getCopyOfContextMap()).orElse(Map.of());
    return () -> {
      MDC.setContextMap(context);
      try {
        return call.call();
      } finally {
        MDC.clear();
      }
    };
  }

  private LoadState one(String collection, String partition, Set<Fault> notLoaded)
      throws MilvusException {
    try {
      return milvus.loadState(collection, List.of(partition));
    } catch (MilvusException e) {
      if (e.fault() == Fault.PARTITION_NOT_FOUND) {
        return LoadState.NOT_EXIST;
      }
      if (notLoaded.contains(e.fault())) {
        return LoadState.NOT_LOAD;
      }
      throw e;
    }
  }
}
