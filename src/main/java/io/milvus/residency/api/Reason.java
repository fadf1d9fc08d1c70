package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Why a policy is ready or not: the closed list of the condition reasons, also used for single
 * partitions in {@code status.pending}. Declared from the least to the most pressing: where several
 * apply to one policy, the last of them is told.
 */
public enum Reason {
  IN_SYNC("InSync", Kind.READY),
  CONTESTED("Contested", Kind.READY),
  MIN_RESIDENT_REACHED("MinResidentReached", Kind.READY),
  /** Not loaded, because {@code safety.maxLoaded} partitions are. */
  MAX_LOADED_REACHED("MaxLoadedReached", Kind.READY),
  OBSERVING("Observing", Kind.READY),
  SUSPENDED("Suspended", Kind.READY),

  RELEASE_PENDING("ReleasePending", Kind.RECONCILING),
  /** Waits for what takes its place, or to take the place of something else. */
  SWAP_PENDING("SwapPending", Kind.RECONCILING),
  LOADING("Loading", Kind.RECONCILING),
  /** Somebody keeps undoing what the operator does, so it does it only once an hour. */
  DRIFT_CONFLICT("DriftConflict", Kind.RECONCILING),
  PARTITION_NOT_FOUND("PartitionNotFound", Kind.RECONCILING),
  LOAD_SETTINGS_MISMATCH("LoadSettingsMismatch", Kind.RECONCILING),
  INSUFFICIENT_MEMORY("InsufficientMemory", Kind.RECONCILING),
  INDEX_NOT_FOUND("IndexNotFound", Kind.RECONCILING),
  COLLECTION_NOT_FOUND("CollectionNotFound", Kind.RECONCILING),
  /** Milvus answered with an error that the operator has no better word for. */
  MILVUS_ERROR("MilvusError", Kind.RECONCILING),
  MILVUS_UNREACHABLE("MilvusUnreachable", Kind.RECONCILING),
  REFERENCE_NOT_READY("ReferenceNotReady", Kind.RECONCILING),

  RELEASE_BLOCKED("ReleaseBlocked", Kind.STALLED),
  PARTITION_KEY_COLLECTION("PartitionKeyCollection", Kind.STALLED),
  /** The operator may not talk to the Milvus that the policy names. */
  ENDPOINT_NOT_ALLOWED("EndpointNotAllowed", Kind.STALLED),
  UNSUPPORTED_VERSION("UnsupportedVersion", Kind.STALLED),
  FORBIDDEN("Forbidden", Kind.STALLED),
  UNAUTHENTICATED("Unauthenticated", Kind.STALLED),
  INVALID_SPEC("InvalidSpec", Kind.STALLED);

  /** Which conditions a reason goes with, in the sense of kstatus. */
  public enum Kind {
    /** Ready is True. */
    READY,
    /** Ready is False and Reconciling is True: it goes on by itself. */
    RECONCILING,
    /** Ready is False and Stalled is True: somebody has to change something. */
    STALLED
  }

  private final String text;
  private final Kind kind;

  Reason(String text, Kind kind) {
    this.text = text;
    this.kind = kind;
  }

  /** Which conditions go with it. */
  public Kind kind() {
    return kind;
  }

  /** The value as it is written in conditions, {@code pending} and events. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
