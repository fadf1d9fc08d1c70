package io.milvus.residency.milvus;

import io.milvus.grpc.GetLoadStateRequest;
import io.milvus.grpc.GetLoadStateResponse;
import io.milvus.grpc.ReleasePartitionsRequest;
import io.milvus.grpc.ShowPartitionsRequest;
import io.milvus.grpc.ShowPartitionsResponse;
import io.milvus.residency.milvus.CheckResult.Grade;
import io.milvus.residency.milvus.RpcCaller.Call;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Checks the privileges that the operator needs, with calls that change nothing. The privilege that
 * Milvus requires for each call was observed on a 2.3.5 server.
 */
final class PrivilegeCheck {

  private final RpcCaller caller;
  private final String database;
  private final Deadlines deadlines;
  private final Consumer<CheckResult> results;

  PrivilegeCheck(
      RpcCaller caller, String database, Deadlines deadlines, Consumer<CheckResult> results) {
    this.caller = caller;
    this.database = database;
    this.deadlines = deadlines;
    this.results = results;
  }

  private interface Try {
    void run(String collection) throws MilvusException;
  }

  void check(String collection) {
    check("ShowPartitions", collection, this::show);
    check("Load", collection, this::loadState);
    check("Release", collection, this::releaseNothing);
  }

  private void check(String privilege, String collection, Try call) {
    String subject = "privilege " + privilege;
    try {
      call.run(collection);
      results.accept(new CheckResult(subject, Grade.OK, "granted", Optional.empty()));
    } catch (MilvusException e) {
      results.accept(
          e.fault() == Fault.FORBIDDEN
              ? new CheckResult(
                  subject,
                  Grade.FAILURE,
                  "missing: grant "
                      + privilege
                      + " on collection "
                      + collection
                      + " to a role of the user",
                  Optional.of(Fault.FORBIDDEN))
              : new CheckResult(subject, Grade.FAILURE, e.getMessage(), Optional.of(e.fault())));
    }
  }

  private void show(String collection) throws MilvusException {
    caller.make(
        new Call("ShowPartitions", collection, List.of(), deadlines.read()),
        stub ->
            stub.showPartitions(
                ShowPartitionsRequest.newBuilder()
                    .setDbName(database)
                    .setCollectionName(collection)
                    .build()),
        ShowPartitionsResponse::getStatus);
  }

  /** Calls GetLoadState, which requires the privilege Load and no other. */
  private void loadState(String collection) throws MilvusException {
    caller.make(
        new Call("GetLoadState", collection, List.of(), deadlines.read()),
        stub ->
            stub.getLoadState(
                GetLoadStateRequest.newBuilder()
                    .setDbName(database)
                    .setCollectionName(collection)
                    .build()),
        GetLoadStateResponse::getStatus);
  }

  /**
   * Releases an unknown partition: Milvus checks the privilege first, and then refuses the name.
   */
  private void releaseNothing(String collection) throws MilvusException {
    String absent = "residency_doctor_" + UUID.randomUUID().toString().replace('-', '_');
    try {
      caller.make(
          new Call("ReleasePartitions", collection, List.of(absent), deadlines.read()),
          stub ->
              stub.releasePartitions(
                  ReleasePartitionsRequest.newBuilder()
                      .setDbName(database)
                      .setCollectionName(collection)
                      .addPartitionNames(absent)
                      .build()),
          status -> status);
    } catch (MilvusException e) {
      if (e.fault() != Fault.PARTITION_NOT_FOUND) {
        throw e;
      }
    }
  }
}
