package io.milvus.residency.milvus;

import io.milvus.grpc.GetLoadingProgressRequest;
import io.milvus.grpc.GetLoadingProgressResponse;
import io.milvus.grpc.Status;
import io.milvus.residency.milvus.RpcCaller.Call;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads why the last load of a collection failed, with {@code GetLoadingProgress} of a partition
 * that is not loaded. From about 2.4.20 on, {@code GetLoadState} no longer reports this.
 */
final class LoadFailureReader {

  /** The code for a partition that is not loaded, and for a collection of which none is loaded. */
  private static final Set<Integer> NOT_LOADED = Set.of(201, 101);

  /** Failures of this extra call that must not hide that the load has ended. */
  private static final Set<Fault> UNKNOWN =
      Set.of(Fault.FORBIDDEN, Fault.UNSUPPORTED_VERSION, Fault.UNEXPECTED, Fault.BUSY);

  private final RpcCaller caller;
  private final String database;
  private final Deadlines deadlines;

  LoadFailureReader(RpcCaller caller, String database, Deadlines deadlines) {
    this.caller = caller;
    this.database = database;
    this.deadlines = deadlines;
  }

  /**
   * Returns the error that ended the last load.
   *
   * @param partition the name of a partition that is not loaded
   * @return empty if Milvus reports no error
   */
  Optional<MilvusException> of(String collection, String partition) throws MilvusException {
    Status status = progress(collection, partition).getStatus();
    if (!FaultClassifier.failed(status)) {
      return Optional.empty();
    }
    if (NOT_LOADED.contains(status.getCode())) {
      return FaultClassifier.ofLastLoad(status);
    }
    MilvusException failure = FaultClassifier.of(status);
    if (LoadStateReader.SHORTAGE.contains(failure.fault())) {
      return Optional.of(failure);
    }
    if (UNKNOWN.contains(failure.fault())) {
      return Optional.empty();
    }
    throw failure;
  }

  private GetLoadingProgressResponse progress(String collection, String partition)
      throws MilvusException {
    try {
      return caller.make(
          new Call("GetLoadingProgress", collection, List.of(partition), deadlines.read()),
          stub ->
              stub.getLoadingProgress(
                  GetLoadingProgressRequest.newBuilder()
                      .setDbName(database)
                      .setCollectionName(collection)
                      .addPartitionNames(partition)
                      .build()),
          // An error is the answer here.
          answer -> Status.getDefaultInstance());
    } catch (MilvusException e) {
      if (UNKNOWN.contains(e.fault())) {
        return GetLoadingProgressResponse.getDefaultInstance();
      }
      throw e;
    }
  }
}
