package io.milvus.residency.milvus;

import io.milvus.grpc.ErrorCode;
import io.milvus.grpc.Status;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Sorts what Milvus and gRPC answer into faults. Milvus gives many of its errors the code 65535, so
 * the text counts first; the texts and codes are those that a server 2.3.5 was seen to send, and
 * those that the sources of later versions name.
 */
final class Faults {

  private static final int MAX_TEXT = 300;

  /**
   * Milvus wraps some errors into the stack trace of the server. The frames come one a line, before
   * the error that they belong to.
   */
  private static final Pattern STACK_TRACE =
      Pattern.compile("[/ ]*(stack trace:\\s*)?(\\S+\\.go:\\d+ \\S+\\s+)+(: )?");

  /** The first row that has the text (in lower case) or the code decides. */
  private static final List<Row> TABLE =
      List.of(
          new Row(Fault.PARTITION_KEY_COLLECTION, "partition key mode", Set.of()),
          new Row(Fault.MEMORY_SHORT, "load segment failed", Set.of(3, 7, 12)),
          new Row(Fault.MEMORY_SHORT, "oom if load", Set.of()),
          new Row(Fault.NOT_ENOUGH_NODES, "nodes not enough", Set.of(304, 305)),
          new Row(Fault.LOAD_SETTINGS_MISMATCH, "can't change the replica number", Set.of()),
          new Row(Fault.LOAD_SETTINGS_MISMATCH, "can't change the resource groups", Set.of()),
          new Row(Fault.RESOURCE_GROUP_NOT_FOUND, "resource group not found", Set.of(300)),
          new Row(Fault.INDEX_NOT_FOUND, "there is no vector index", Set.of(700)),
          new Row(Fault.NOT_READY, "find no available", Set.of(1, 2, 106, 503, 10000, 10001)),
          new Row(Fault.NOT_READY, "empty grpc client", Set.of(901, 902, 903, 904, 905, 906)),
          new Row(Fault.DATABASE_NOT_FOUND, "database not found", Set.of(800)),
          new Row(Fault.COLLECTION_NOT_FOUND, "can't find collection", Set.of(100)),
          new Row(Fault.PARTITION_NOT_FOUND, "partition not found", Set.of(200)),
          new Row(Fault.RATE_LIMITED, "rate limit", Set.of(4, 8, 9)),
          new Row(Fault.UNAUTHENTICATED, "auth check failure", Set.of(1400)),
          new Row(Fault.FORBIDDEN, "permission deny", Set.of(1401)),
          new Row(Fault.UNSUPPORTED_VERSION, "unknown method", Set.of(10, 3000)));

  private record Row(Fault fault, String text, Set<Integer> codes) {
    boolean matches(String answer, int code) {
      return answer.contains(text) || codes.contains(code);
    }
  }

  private Faults() {}

  /** Whether an answer says that the call failed. */
  @SuppressWarnings("deprecation") // Servers of 2.3 set only the older code for some errors.
  static boolean failed(Status status) {
    return status.getCode() != 0 || status.getErrorCode() != ErrorCode.Success;
  }

  /** The fault of an answer that says so. */
  static MilvusException of(Status status) {
    String text = firstLine(status.getReason());
    String lower = text.toLowerCase(Locale.ROOT);
    Fault fault =
        TABLE.stream()
            .filter(row -> row.matches(lower, status.getCode()))
            .map(Row::fault)
            .findFirst()
            .orElse(Fault.UNEXPECTED);
    return new MilvusException(
        fault, advice(fault) + " (Milvus: " + text + ", code " + status.getCode() + ")", null);
  }

  /** The fault of a call that gRPC could not bring to an end. */
  static MilvusException of(StatusRuntimeException e, Duration deadline) {
    String text = firstLine(deepest(e));
    Fault fault =
        switch (e.getStatus().getCode()) {
          case UNAVAILABLE, CANCELLED -> Fault.UNREACHABLE;
          case DEADLINE_EXCEEDED -> Fault.TIMED_OUT;
          case UNAUTHENTICATED -> Fault.UNAUTHENTICATED;
          case PERMISSION_DENIED -> Fault.FORBIDDEN;
          case UNIMPLEMENTED -> Fault.UNSUPPORTED_VERSION;
          case RESOURCE_EXHAUSTED -> Fault.RATE_LIMITED;
          default -> Fault.UNEXPECTED;
        };
    String detail =
        fault == Fault.TIMED_OUT ? " within " + deadline.toSeconds() + " s." : " (" + text + ")";
    String what =
        fault == Fault.UNREACHABLE
            ? Handshakes.advice(e).map("No connection to Milvus. "::concat).orElse(advice(fault))
            : advice(fault);
    return new MilvusException(fault, what + detail, e);
  }

  /** What it means and what to do, for people. */
  private static String advice(Fault fault) {
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
      case UNSUPPORTED_VERSION -> "This Milvus is too old: 2.3 is the oldest that will do.";
      case UNEXPECTED -> "Milvus answered with an error.";
    };
  }

  /** What is there for people to read. */
  private static String firstLine(String text) {
    String line =
        STACK_TRACE
            .matcher(text)
            .replaceAll("")
            .strip()
            .lines()
            .findFirst()
            .orElse("no reason given")
            .replaceAll("[:/ ]+$", "");
    return line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT - 1) + "…" : line;
  }

  /** gRPC says little itself: what happened to the connection is in the last cause. */
  private static String deepest(StatusRuntimeException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text = cause == e ? e.getStatus().getDescription() : cause.getMessage();
    return text == null ? e.getStatus().getCode().toString() : text;
  }
}
