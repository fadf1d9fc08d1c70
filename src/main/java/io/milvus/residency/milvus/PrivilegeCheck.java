package io.milvus.residency.milvus;

import io.milvus.grpc.GetLoadStateRequest;
import io.milvus.grpc.GetLoadStateResponse;
import io.milvus.grpc.LoadPartitionsRequest;
import io.milvus.grpc.MilvusServiceGrpc.MilvusServiceBlockingStub;
import io.milvus.grpc.ReleasePartitionsRequest;
import io.milvus.grpc.ShowPartitionsRequest;
import io.milvus.grpc.ShowPartitionsResponse;
import io.milvus.grpc.Status;
import io.milvus.residency.milvus.CheckResult.Grade;
import io.milvus.residency.milvus.RpcCaller.Call;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the privileges that the operator needs, each with a call that changes nothing. Which
 * privilege a call requires depends on the version: {@code GetLoadState} requires Load before
 * 2.4.10. Milvus names the privilege that is missing.
 */
final class PrivilegeCheck {

  private static final Pattern MISSING =
      Pattern.compile("Privilege(\\p{Alpha}{1,40}): permission deny");

  /** Failures that come only after the check of privileges. */
  private static final Set<Fault> GRANTED =
      Set.of(Fault.PARTITION_NOT_FOUND, Fault.INDEX_NOT_FOUND);

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
    check("GetLoadState", collection, this::loadState);
    check("Load", collection, this::loadNothing);
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
                      + named(e).orElse(privilege)
                      + " on collection "
                      + collection
                      + " to a role of the user",
                  Optional.of(Fault.FORBIDDEN))
              : new CheckResult(subject, Grade.FAILURE, e.getMessage(), Optional.of(e.fault())));
    }
  }

  /** Returns the privilege that Milvus names in a refusal. */
  private static Optional<String> named(MilvusException e) {
    Matcher matcher = MISSING.matcher(e.getMessage());
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
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

  /** Loads an unknown partition: Milvus checks the privilege first, and then refuses the name. */
  private void loadNothing(String collection) throws MilvusException {
    String absent = absent();
    refused(
        new Call("LoadPartitions", collection, List.of(absent), deadlines.read()),
        stub ->
            stub.loadPartitions(
                LoadPartitionsRequest.newBuilder()
                    .setDbName(database)
                    .setCollectionName(collection)
                    .addPartitionNames(absent)
                    .build()));
  }

  /** Releases an unknown partition, which Milvus refuses in the same way. */
  private void releaseNothing(String collection) throws MilvusException {
    String absent = absent();
    refused(
        new Call("ReleasePartitions", collection, List.of(absent), deadlines.read()),
        stub ->
            stub.releasePartitions(
                ReleasePartitionsRequest.newBuilder()
                    .setDbName(database)
                    .setCollectionName(collection)
                    .addPartitionNames(absent)
                    .build()));
  }

  private static String absent() {
    return "residency_doctor_" + UUID.randomUUID().toString().replace('-', '_');
  }

  private void refused(Call call, Function<MilvusServiceBlockingStub, Status> rpc)
      throws MilvusException {
    try {
      caller.make(call, rpc, status -> status);
    } catch (MilvusException e) {
      if (!GRANTED.contains(e.fault())) {
        throw e;
      }
    }
  }
}
