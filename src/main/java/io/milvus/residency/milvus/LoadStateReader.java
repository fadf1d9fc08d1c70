package io.milvus.residency.milvus;

import static java.util.stream.Collectors.partitioningBy;

import io.milvus.grpc.GetLoadStateRequest;
import io.milvus.grpc.GetLoadStateResponse;
import io.milvus.residency.milvus.RpcCaller.Call;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
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
 * Reads the load states of single partitions with {@code get_load_state}. One call for several
 * partitions does not say which of them is not loaded, unless all of them are loaded.
 */
final class LoadStateReader {

  /** Faults that mean not loaded: the last load of the collection lacked memory or disk space. */
  static final Set<Fault> SHORTAGE = Set.of(Fault.INSUFFICIENT_MEMORY, Fault.INSUFFICIENT_DISK);

  /**
   * Faults that may come from the last load. While a partition is not loaded, Milvus returns the
   * error that ended the last load of its collection, even of another partition, until the next
   * load. That may be any error of a query node. Seen on 2.3.5 for a lack of memory; for other
   * errors from {@code failed_load_cache.go} and {@code task/scheduler.go} of {@code querycoordv2}.
   */
  private static final Set<Fault> OF_THE_LAST_LOAD =
      Set.of(Fault.INSUFFICIENT_MEMORY, Fault.INSUFFICIENT_DISK, Fault.UNEXPECTED);

  private final RpcCaller caller;
  private final String database;
  private final Deadlines deadlines;
  private final Executor callers;
  private final LoadFailureReader failures;

  /**
   * Creates a reader for one database.
   *
   * @param callers makes the calls, and limits how many run concurrently
   */
  LoadStateReader(RpcCaller caller, String database, Deadlines deadlines, Executor callers) {
    this.caller = caller;
    this.database = database;
    this.deadlines = deadlines;
    this.callers = callers;
    this.failures = new LoadFailureReader(caller, database, deadlines);
  }

  /**
   * Implements {@link Milvus#loadStates}. Makes one call for all partitions that were resident,
   * because these are probably loaded. An error other than a shortage is attributed to the last
   * load only for partitions that were not resident.
   */
  Map<String, LoadState> of(String collection, List<Partition> partitions) throws MilvusException {
    Map<Boolean, List<Partition>> byResidence =
        partitions.stream().collect(partitioningBy(Partition::resident));
    List<String> resident = names(byResidence.get(true));
    Map<String, LoadState> states = new HashMap<>();
    if (!resident.isEmpty() && allLoaded(collection, resident)) {
      resident.forEach(name -> states.put(name, LoadState.LOADED));
    } else {
      states.putAll(each(collection, resident, SHORTAGE));
    }
    states.putAll(each(collection, names(byResidence.get(false)), OF_THE_LAST_LOAD));
    return states;
  }

  private static List<String> names(List<Partition> partitions) {
    return partitions.stream().map(Partition::name).toList();
  }

  private boolean allLoaded(String collection, List<String> partitions) throws MilvusException {
    try {
      return ask(collection, partitions) == LoadState.LOADED;
    } catch (MilvusException e) {
      if (e.fault() == Fault.PARTITION_NOT_FOUND || SHORTAGE.contains(e.fault())) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Implements {@link Milvus#lastLoadFailure}. Servers report the error with GetLoadState up to
   * about 2.4.19 and 2.5.1, and only with GetLoadingProgress since then.
   */
  Optional<MilvusException> lastLoadFailure(String collection, String partition)
      throws MilvusException {
    try {
      return ask(collection, List.of(partition)) == LoadState.NOT_LOAD
          ? failures.of(collection, partition)
          : Optional.empty();
    } catch (MilvusException e) {
      if (OF_THE_LAST_LOAD.contains(e.fault())) {
        return Optional.of(e);
      }
      throw e;
    }
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
      throw new MilvusException(Fault.UNREACHABLE, "The operator is stopping.", e);
    } finally {
      asked.values().forEach(call -> call.cancel(true));
    }
  }

  /** Returns the call with the logging context of the pass that makes it. */
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
      return ask(collection, List.of(partition));
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

  /** Returns Loaded if all partitions are loaded, NotLoad if any is not loaded, else Loading. */
  private LoadState ask(String collection, List<String> partitions) throws MilvusException {
    return new AbsenceCheck(caller, database, deadlines)
        .confirmed(collection, () -> state(answer(collection, partitions)));
  }

  private GetLoadStateResponse answer(String collection, List<String> partitions)
      throws MilvusException {
    return caller.make(
        new Call("GetLoadState", collection, partitions, deadlines.read()),
        stub ->
            stub.getLoadState(
                GetLoadStateRequest.newBuilder()
                    .setDbName(database)
                    .setCollectionName(collection)
                    .addAllPartitionNames(partitions)
                    .build()),
        GetLoadStateResponse::getStatus);
  }

  private static LoadState state(GetLoadStateResponse answer) throws MilvusException {
    return switch (answer.getState()) {
      case LoadStateLoaded -> LoadState.LOADED;
      case LoadStateLoading -> LoadState.LOADING;
      case LoadStateNotLoad -> LoadState.NOT_LOAD;
      // Milvus also returns NotExist when it could not find out.
      case LoadStateNotExist ->
          throw new MilvusException(
              Fault.COLLECTION_NOT_FOUND, Fault.COLLECTION_NOT_FOUND.advice(), null);
      case UNRECOGNIZED ->
          throw ResponseCheck.invalid("unknown load state " + answer.getStateValue());
    };
  }
}
