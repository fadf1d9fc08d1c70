package io.milvus.residency.milvus;

import io.milvus.shaded.io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How each fault is known, and what people are told. Milvus gives many of its errors the code
 * 65535, so texts count as much as codes. Both are those that a server 2.3.5 was seen to send, and
 * those that the sources of later versions name; docs/faults.md tells them apart.
 */
final class FaultTable {

  /** The first row that has a text (in lower case) or the code decides. */
  static final List<Row> ROWS =
      List.of(
          new Row(Fault.PARTITION_KEY_COLLECTION, Set.of("partition key mode"), Set.of()),
          new Row(
              Fault.MEMORY_SHORT, Set.of("load segment failed", "oom if load"), Set.of(3, 7, 12)),
          new Row(Fault.NOT_ENOUGH_NODES, Set.of("nodes not enough"), Set.of(304, 305)),
          new Row(
              Fault.LOAD_SETTINGS_MISMATCH,
              Set.of("can't change the replica number", "can't change the resource groups"),
              Set.of()),
          new Row(Fault.RESOURCE_GROUP_NOT_FOUND, Set.of("resource group not found"), Set.of(300)),
          new Row(Fault.INDEX_NOT_FOUND, Set.of("there is no vector index"), Set.of(700)),
          new Row(
              Fault.NOT_READY,
              Set.of("find no available", "empty grpc client"),
              Set.of(1, 2, 106, 503, 901, 902, 903, 904, 905, 906, 10000, 10001)),
          new Row(Fault.DATABASE_NOT_FOUND, Set.of("database not found"), Set.of(800)),
          new Row(Fault.COLLECTION_NOT_FOUND, Set.of("can't find collection"), Set.of(100)),
          new Row(Fault.PARTITION_NOT_FOUND, Set.of("partition not found"), Set.of(200)),
          new Row(Fault.RATE_LIMITED, Set.of("rate limit"), Set.of(8)),
          new Row(Fault.BUSY, Set.of(), Set.of(4, 9)),
          new Row(Fault.UNAUTHENTICATED, Set.of("auth check failure"), Set.of(1400)),
          new Row(Fault.FORBIDDEN, Set.of("permission deny"), Set.of(1401)),
          new Row(Fault.UNSUPPORTED_VERSION, Set.of("unknown method"), Set.of(10, 3000)));

  static final Map<Status.Code, Fault> GRPC =
      Map.of(
          Status.Code.UNAVAILABLE, Fault.UNREACHABLE,
          Status.Code.CANCELLED, Fault.UNREACHABLE,
          Status.Code.DEADLINE_EXCEEDED, Fault.TIMED_OUT,
          Status.Code.UNAUTHENTICATED, Fault.UNAUTHENTICATED,
          Status.Code.PERMISSION_DENIED, Fault.FORBIDDEN,
          Status.Code.UNIMPLEMENTED, Fault.UNSUPPORTED_VERSION,
          Status.Code.RESOURCE_EXHAUSTED, Fault.RATE_LIMITED);

  /**
   * What a fault is known by.
   *
   * @param texts parts of the reason, in lower case
   * @param codes values of {@code Status.code}
   */
  record Row(Fault fault, Set<String> texts, Set<Integer> codes) {
    boolean matches(int code, String reason) {
      return codes.contains(code) || texts.stream().anyMatch(reason::contains);
    }
  }

  private FaultTable() {}

  /** The fault of an answer with this code and reason, in lower case. */
  static Fault of(int code, String reason) {
    return ROWS.stream()
        .filter(row -> row.matches(code, reason))
        .map(Row::fault)
        .findFirst()
        .orElse(Fault.UNEXPECTED);
  }

  /** The fault of a call that ended so. */
  static Fault of(Status.Code code) {
    return GRPC.getOrDefault(code, Fault.UNEXPECTED);
  }

  /** What it means and what to do, for people. */
  static String advice(Fault fault) {
    return switch (fault) {
      case UNREACHABLE -> "No connection to Milvus: check milvus.uri and that Milvus runs.";
      case TIMED_OUT -> "Milvus did not answer";
      case NOT_READY -> "Milvus is starting, stopping or recovering.";
      case UNAUTHENTICATED ->
          "Milvus does not accept the credentials: check the Secret of"
              + " milvus.credentialsSecretRef, which a Milvus with authentication needs.";
      case FORBIDDEN ->
          "The Milvus user lacks a privilege: grant it Load, Release and ShowPartitions on the"
              + " collection.";
      case DATABASE_NOT_FOUND -> "The database does not exist.";
      case COLLECTION_NOT_FOUND -> "The collection does not exist.";
      case PARTITION_NOT_FOUND -> "The partition does not exist.";
      case RESOURCE_GROUP_NOT_FOUND ->
          "A resource group does not exist: create it or change load.resourceGroups.";
      case INDEX_NOT_FOUND -> "The collection has no index: create one, Milvus needs it to load.";
      case LOAD_SETTINGS_MISMATCH ->
          "The collection is loaded with other replicas or resource groups.";
      case NOT_ENOUGH_NODES ->
          "There are fewer query nodes than load.replicas asks for: add nodes or ask for less.";
      case MEMORY_SHORT -> "The query nodes lack the memory to load it.";
      case PARTITION_KEY_COLLECTION ->
          "Milvus does not load or release partitions of a collection with a partition key.";
      case RATE_LIMITED -> "Milvus limits the rate of such calls.";
      case BUSY -> "Milvus has too much to do, or a quota is used up.";
      case UNSUPPORTED_VERSION -> "This Milvus is too old: 2.3 is the oldest that will do.";
      case UNEXPECTED -> "Milvus answered with an error.";
    };
  }
}
