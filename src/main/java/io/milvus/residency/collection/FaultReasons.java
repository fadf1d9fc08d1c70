package io.milvus.residency.collection;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Fault;

/** What a fault means to the operator: the word that a user reads, and what is tried again. */
final class FaultReasons {

  private FaultReasons() {}

  static Reason of(Fault fault) {
    return switch (fault) {
      case UNREACHABLE, TIMED_OUT, NOT_READY -> Reason.MILVUS_UNREACHABLE;
      case UNAUTHENTICATED -> Reason.UNAUTHENTICATED;
      case FORBIDDEN -> Reason.FORBIDDEN;
      case DATABASE_NOT_FOUND, COLLECTION_NOT_FOUND -> Reason.COLLECTION_NOT_FOUND;
      case PARTITION_NOT_FOUND -> Reason.PARTITION_NOT_FOUND;
      case INDEX_NOT_FOUND -> Reason.INDEX_NOT_FOUND;
      case RESOURCE_GROUP_NOT_FOUND, LOAD_SETTINGS_MISMATCH, NOT_ENOUGH_NODES ->
          Reason.LOAD_SETTINGS_MISMATCH;
      case MEMORY_SHORT -> Reason.MEMORY_SHORT;
      case PARTITION_KEY_COLLECTION -> Reason.PARTITION_KEY_COLLECTION;
      case UNSUPPORTED_VERSION -> Reason.UNSUPPORTED_VERSION;
      case RATE_LIMITED, BUSY, UNEXPECTED -> Reason.MILVUS_ERROR;
    };
  }

  /** What a fault is about, and so what is tried again. */
  enum Scope {
    /** The server: it is left alone for a while, for all collections; see {@link Outages}. */
    SERVER,
    /** The collection: it is looked at again; see {@link NextLook}. */
    COLLECTION,
    /** The partitions of a load: they are loaded again; see {@link Setbacks}. */
    LOAD
  }

  /** What it is about. */
  static Scope scope(Fault fault) {
    return switch (fault) {
      case UNREACHABLE, TIMED_OUT -> Scope.SERVER;
      case NOT_READY,
          UNAUTHENTICATED,
          FORBIDDEN,
          DATABASE_NOT_FOUND,
          COLLECTION_NOT_FOUND,
          PARTITION_KEY_COLLECTION,
          UNSUPPORTED_VERSION ->
          Scope.COLLECTION;
      case PARTITION_NOT_FOUND,
          INDEX_NOT_FOUND,
          RESOURCE_GROUP_NOT_FOUND,
          LOAD_SETTINGS_MISMATCH,
          NOT_ENOUGH_NODES,
          MEMORY_SHORT,
          RATE_LIMITED,
          BUSY,
          UNEXPECTED ->
          Scope.LOAD;
    };
  }
}
