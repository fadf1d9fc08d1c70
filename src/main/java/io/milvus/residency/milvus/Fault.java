package io.milvus.residency.milvus;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.MilvusException.Retry;

/**
 * The kinds of failure of a call to Milvus: the closed set that the operator handles. Each has its
 * reason in status, its retry behavior and the text that users read. {@link FaultTable} lists how
 * each is recognized, and {@code docs/faults.md} describes them all.
 */
public enum Fault {
  /**
   * No connection: refused, reset, name not resolved. If the connection broke during a call, the
   * outcome of the call is unknown.
   */
  UNREACHABLE(
      Reason.MILVUS_UNREACHABLE,
      Retry.SOON,
      "No connection to Milvus. Check milvus.uri and that Milvus is running."),
  /** No answer in time. The outcome of the call is unknown. */
  TIMED_OUT(
      Reason.MILVUS_UNREACHABLE,
      Retry.READ_AGAIN,
      "Milvus did not answer in time. Check whether Milvus is overloaded."),
  /** Milvus is running but starting, stopping or recovering. */
  NOT_READY(
      Reason.MILVUS_UNREACHABLE,
      Retry.SOON,
      "Milvus is not ready (starting, stopping or recovering). Retrying; if this persists, check"
          + " the Milvus logs."),
  /** Milvus is busy with another operation on the collection; the same call may succeed later. */
  BUSY(
      Reason.MILVUS_ERROR,
      Retry.BACK_OFF,
      "Milvus is busy with the collection. Retrying automatically."),
  /** Milvus limits the rate of these calls. */
  RATE_LIMITED(
      Reason.MILVUS_ERROR,
      Retry.BACK_OFF,
      "Milvus limits the rate of these calls. Wait, or raise quotaAndLimits.ddl.partitionRate in"
          + " Milvus."),
  /** A quota is used up, or an administrator denies these calls. */
  QUOTA_EXCEEDED(
      Reason.MILVUS_ERROR,
      Retry.BACK_OFF,
      "Milvus denies these calls. Check its quotas, and whether an administrator denies them."),
  /** The credentials are missing or wrong. */
  UNAUTHENTICATED(
      Reason.UNAUTHENTICATED,
      Retry.SOON,
      "Milvus rejects the credentials or requires some. Check milvus.credentialsSecretRef and"
          + " its Secret."),
  /** The credentials are right but lack a privilege. */
  FORBIDDEN(
      Reason.FORBIDDEN,
      Retry.SOON,
      "The Milvus user lacks a privilege. Grant the user GetLoadState, ShowPartitions, Load and"
          + " Release on the collection."),
  DATABASE_NOT_FOUND(
      Reason.COLLECTION_NOT_FOUND,
      Retry.INTERVAL,
      "The database does not exist. Create it, or recreate the policy with the right name."),
  COLLECTION_NOT_FOUND(
      Reason.COLLECTION_NOT_FOUND,
      Retry.INTERVAL,
      "The collection does not exist. Create it, or recreate the policy with the right name."),
  PARTITION_NOT_FOUND(
      Reason.PARTITION_NOT_FOUND,
      Retry.READ_AGAIN,
      "The partition does not exist. Create it or correct the rule."),
  RESOURCE_GROUP_NOT_FOUND(
      Reason.LOAD_SETTINGS_MISMATCH,
      Retry.BACK_OFF,
      "A resource group does not exist. Create it or change load.resourceGroups."),
  /** The collection has no index, so it can't be loaded. */
  INDEX_NOT_FOUND(
      Reason.INDEX_NOT_FOUND,
      Retry.BACK_OFF,
      "The collection can't be loaded without an index. Create one."),
  /** The collection is loaded with other replicas, resource groups or fields than requested. */
  LOAD_SETTINGS_MISMATCH(
      Reason.LOAD_SETTINGS_MISMATCH,
      Retry.BACK_OFF,
      "The collection is loaded with other replicas, resource groups or fields. Change load; or from"
          + " Milvus 2.4 on set the collection properties collection.replica.number and"
          + " collection.resource_groups, and before that release the collection once yourself."),
  /** There are fewer query nodes than requested replicas. */
  NOT_ENOUGH_NODES(
      Reason.LOAD_SETTINGS_MISMATCH,
      Retry.BACK_OFF,
      "There are fewer query nodes than load.replicas. Add query nodes or lower load.replicas."),
  /** A load does not fit in memory. */
  INSUFFICIENT_MEMORY(
      Reason.INSUFFICIENT_MEMORY,
      Retry.BACK_OFF,
      "Not enough memory on the query nodes. Add query nodes or load fewer partitions."),
  /** A load does not fit on the disks of the query nodes. */
  INSUFFICIENT_DISK(
      Reason.INSUFFICIENT_MEMORY,
      Retry.BACK_OFF,
      "Not enough disk space on the query nodes. Add query nodes or load fewer partitions."),
  /** Milvus refuses to load or release partitions of a collection with a partition key. */
  PARTITION_KEY_COLLECTION(
      Reason.PARTITION_KEY_COLLECTION,
      Retry.SOON,
      "Milvus does not load or release single partitions of a collection with a partition key."
          + " Delete the policy."),
  /** Milvus is the standby of another cluster, whose loads and releases it repeats. */
  STANDBY_CLUSTER(
      Reason.MILVUS_ERROR,
      Retry.BACK_OFF,
      "This Milvus is a standby of another cluster and refuses changes. Point milvus.uri to the"
          + " primary cluster."),
  /** The server is older than 2.3, is Milvus Lite, or does not support the call. */
  UNSUPPORTED_VERSION(
      Reason.UNSUPPORTED_VERSION,
      Retry.SOON,
      "The operator does not support this Milvus version. Use 2.3 or later."),
  /**
   * An invalid answer: one that contradicts itself, is too large or can't be decoded. Nothing is
   * known from it.
   */
  INVALID_ANSWER(
      Reason.MILVUS_ERROR,
      Retry.SOON,
      "Milvus sent an invalid answer. Check Milvus, and that milvus.uri points to a Milvus."),
  /** Another replica of the operator may lead, so the call was not made. */
  NOT_LEADING(
      Reason.MILVUS_ERROR,
      Retry.SOON,
      "This replica of the operator does not hold its lease. Check that the API server can be"
          + " reached."),
  /** Any other error. */
  UNEXPECTED(Reason.MILVUS_ERROR, Retry.BACK_OFF, "Milvus returned an error. See the error text.");

  private final Reason reason;
  private final Retry retry;
  private final String advice;

  Fault(Reason reason, Retry retry, String advice) {
    this.reason = reason;
    this.retry = retry;
    this.advice = advice;
  }

  /** Returns the reason that status reports. */
  public Reason reason() {
    return reason;
  }

  /** Returns how a call that failed with this fault is retried. */
  public Retry retry() {
    return retry;
  }

  /** Returns two sentences for users: what is wrong, and what to do. */
  public String advice() {
    return advice;
  }
}
