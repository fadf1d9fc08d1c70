package io.milvus.residency.milvus;

/** The kinds of failure of a call to Milvus: the closed set that the operator knows to handle. */
public enum Fault {
  /** No connection: refused, reset, name not resolved. The call was not carried out. */
  UNREACHABLE,
  /** No answer within the deadline. Whether the call was carried out is unknown. */
  TIMED_OUT,
  /** Milvus is there but starting, stopping or recovering. */
  NOT_READY,
  /** The credentials are missing or wrong. */
  UNAUTHENTICATED,
  /** The credentials are right but lack a privilege. */
  FORBIDDEN,
  DATABASE_NOT_FOUND,
  COLLECTION_NOT_FOUND,
  PARTITION_NOT_FOUND,
  RESOURCE_GROUP_NOT_FOUND,
  /** The collection has no index, and can't be loaded without. */
  INDEX_NOT_FOUND,
  /** The collection is loaded with other replicas or resource groups than asked for. */
  LOAD_SETTINGS_MISMATCH,
  /** There are fewer query nodes than replicas asked for. */
  NOT_ENOUGH_NODES,
  /** A load does not fit in memory. */
  MEMORY_SHORT,
  /** Milvus refuses to load or release partitions of a collection with a partition key. */
  PARTITION_KEY_COLLECTION,
  /** Milvus limits the rate of such calls. */
  RATE_LIMITED,
  /** The server is older than 2.3, or does not know the call. */
  UNSUPPORTED_VERSION,
  /** Anything else. */
  UNEXPECTED
}
