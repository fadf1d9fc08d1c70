package io.milvus.residency.collection;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Fault;

/** The word that a user reads for a fault. */
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
      case RATE_LIMITED, UNEXPECTED -> Reason.MILVUS_ERROR;
    };
  }

  /** Whether it says something about the partitions of a load, and not about the way to Milvus. */
  static boolean ofLoad(Fault fault) {
    return switch (fault) {
      case PARTITION_NOT_FOUND,
          INDEX_NOT_FOUND,
          RESOURCE_GROUP_NOT_FOUND,
          LOAD_SETTINGS_MISMATCH,
          NOT_ENOUGH_NODES,
          MEMORY_SHORT,
          RATE_LIMITED,
          TIMED_OUT,
          UNEXPECTED ->
          true;
      case UNREACHABLE,
          NOT_READY,
          UNAUTHENTICATED,
          FORBIDDEN,
          DATABASE_NOT_FOUND,
          COLLECTION_NOT_FOUND,
          PARTITION_KEY_COLLECTION,
          UNSUPPORTED_VERSION ->
          false;
    };
  }
}
