package io.milvus.residency.milvus;

import io.milvus.grpc.DescribeResourceGroupRequest;
import io.milvus.grpc.DescribeResourceGroupResponse;
import io.milvus.grpc.ListResourceGroupsRequest;
import io.milvus.grpc.ListResourceGroupsResponse;
import io.milvus.residency.milvus.CheckResult.Grade;
import io.milvus.residency.milvus.RpcCaller.Call;
import io.milvus.residency.model.LoadSettings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Compares the replicas of a collection with the available query nodes. */
final class ReplicaCheck {

  private static final String SUBJECT = "replicas";

  private final RpcCaller caller;
  private final CollectionReader reader;
  private final Deadlines deadlines;
  private final Consumer<CheckResult> results;

  ReplicaCheck(
      RpcCaller caller, String database, Deadlines deadlines, Consumer<CheckResult> results) {
    this.caller = caller;
    this.reader =
        new CollectionReader(caller, database, deadlines, new VersionReader(caller, deadlines));
    this.deadlines = deadlines;
    this.results = results;
  }

  void check(String collection, OptionalInt replicas) {
    try {
      Optional<LoadSettings> live = reader.settings(collection);
      String loaded = live.map(ReplicaCheck::words).orElse("nothing is loaded");
      int wanted = replicas.orElse(live.map(LoadSettings::replicas).orElse(1));
      OptionalInt nodes = nodes();
      if (nodes.isPresent() && wanted > nodes.getAsInt()) {
        report(
            Grade.FAILURE,
            "%s; %d replicas need %d query nodes, and there are %d"
                .formatted(loaded, wanted, wanted, nodes.getAsInt()));
      } else if (live.isPresent() && live.get().replicas() != wanted) {
        report(
            Grade.WARNING,
            loaded
                + ", not "
                + wanted
                + ": the operator keeps this; to change it, set the collection property"
                + " collection.replica.number (Milvus 2.4 and later), or release the collection once"
                + " yourself");
      } else if (nodes.isEmpty()) {
        report(
            replicas.isPresent() ? Grade.WARNING : Grade.OK,
            loaded + "; the user may not read the number of query nodes");
      } else {
        report(Grade.OK, loaded + "; query nodes: " + nodes.getAsInt());
      }
    } catch (MilvusException e) {
      report(Grade.WARNING, "unknown: " + e.getMessage());
    }
  }

  private static String words(LoadSettings live) {
    return "loaded with " + live.replicas() + " in " + String.join(", ", live.resourceGroups());
  }

  /** Returns the number of query nodes; empty if the user may not read it. */
  private OptionalInt nodes() throws MilvusException {
    try {
      return OptionalInt.of(count());
    } catch (MilvusException e) {
      if (e.fault() == Fault.FORBIDDEN) {
        return OptionalInt.empty();
      }
      throw e;
    }
  }

  private int count() throws MilvusException {
    List<String> groups =
        caller
            .make(
                new Call("ListResourceGroups", "", List.of(), deadlines.read()),
                stub -> stub.listResourceGroups(ListResourceGroupsRequest.getDefaultInstance()),
                ListResourceGroupsResponse::getStatus)
            .getResourceGroupsList();
    int nodes = 0;
    for (String group : groups) {
      nodes +=
          caller
              .make(
                  new Call("DescribeResourceGroup", group, List.of(), deadlines.read()),
                  stub ->
                      stub.describeResourceGroup(
                          DescribeResourceGroupRequest.newBuilder()
                              .setResourceGroup(group)
                              .build()),
                  DescribeResourceGroupResponse::getStatus)
              .getResourceGroup()
              .getNumAvailableNode();
    }
    return nodes;
  }

  private void report(Grade grade, String text) {
    results.accept(new CheckResult(SUBJECT, grade, text, Optional.empty()));
  }
}
