package io.milvus.residency.collection;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Fault;

/** What a user reads for a fault, and what is done about it. */
public final class FaultReasons {

  private FaultReasons() {}

  /** How a call is made again after a fault. */
  public enum Retry {
    /** What came of it is unknown, or what it was about has changed: the next look decides. */
    LOOK,
    /** It says something about the partitions of a load: they wait, the others go on. */
    BACK_OFF,
    /** Nothing more can be done in the pass: the next is soon, and later from time to time. */
    SOON,
    /** Somebody has to create something: there is a look at each interval. */
    INTERVAL
  }

  /** The word that stands in status. */
  public static Reason of(Fault fault) {
    return switch (fault) {
      case UNREACHABLE, TIMED_OUT, NOT_READY -> Reason.MILVUS_UNREACHABLE;
      case UNAUTHENTICATED -> Reason.UNAUTHENTICATED;
      case FORBIDDEN -> Reason.FORBIDDEN;
      case DATABASE_NOT_FOUND, COLLECTION_NOT_FOUND -> Reason.COLLECTION_NOT_FOUND;
      case PARTITION_NOT_FOUND -> Reason.PARTITION_NOT_FOUND;
      case INDEX_NOT_FOUND -> Reason.INDEX_NOT_FOUND;
      case RESOURCE_GROUP_NOT_FOUND, LOAD_SETTINGS_MISMATCH, NOT_ENOUGH_NODES ->
          Reason.LOAD_SETTINGS_MISMATCH;
      case MEMORY_SHORT, DISK_SHORT -> Reason.MEMORY_SHORT;
      case PARTITION_KEY_COLLECTION -> Reason.PARTITION_KEY_COLLECTION;
      case UNSUPPORTED_VERSION -> Reason.UNSUPPORTED_VERSION;
      case BUSY, RATE_LIMITED, QUOTA_EXCEEDED, INVALID_ANSWER, UNEXPECTED -> Reason.MILVUS_ERROR;
    };
  }

  /** What is done after it. */
  public static Retry retry(Fault fault) {
    return switch (fault) {
      case TIMED_OUT, PARTITION_NOT_FOUND -> Retry.LOOK;
      case INDEX_NOT_FOUND,
          RESOURCE_GROUP_NOT_FOUND,
          LOAD_SETTINGS_MISMATCH,
          NOT_ENOUGH_NODES,
          MEMORY_SHORT,
          DISK_SHORT,
          BUSY,
          RATE_LIMITED,
          QUOTA_EXCEEDED,
          UNEXPECTED ->
          Retry.BACK_OFF;
      case UNREACHABLE,
          NOT_READY,
          INVALID_ANSWER,
          UNAUTHENTICATED,
          FORBIDDEN,
          PARTITION_KEY_COLLECTION,
          UNSUPPORTED_VERSION ->
          Retry.SOON;
      case DATABASE_NOT_FOUND, COLLECTION_NOT_FOUND -> Retry.INTERVAL;
    };
  }
}
