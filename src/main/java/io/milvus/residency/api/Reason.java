package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The closed list of condition reasons, which say why a policy is ready or not. Single partitions
 * in {@code status.pending} use them, too. They are declared from the least to the most pressing:
 * if several apply to a policy, the last of them is reported.
 */
public enum Reason {
  IN_SYNC("InSync", Kind.READY),
  CONTESTED("Contested", Kind.READY),
  MIN_RESIDENT_REACHED("MinResidentReached", Kind.READY),
  /** Not loaded, because {@code safety.maxLoaded} partitions are loaded already. */
  MAX_LOADED_REACHED("MaxLoadedReached", Kind.READY),
  OBSERVING("Observing", Kind.READY),
  SUSPENDED("Suspended", Kind.READY),

  RELEASE_PENDING("ReleasePending", Kind.RECONCILING),
  /** A release waits for its replacement, or a load waits for releases. */
  SWAP_PENDING("SwapPending", Kind.RECONCILING),
  LOADING("Loading", Kind.RECONCILING),
  /** A load made no progress and was cancelled. */
  LOAD_STUCK("LoadStuck", Kind.RECONCILING),
  /** Another client keeps reverting the operator's changes; corrected only once per hour. */
  DRIFT_CONFLICT("DriftConflict", Kind.RECONCILING),
  PARTITION_NOT_FOUND("PartitionNotFound", Kind.RECONCILING),
  LOAD_SETTINGS_MISMATCH("LoadSettingsMismatch", Kind.RECONCILING),
  INSUFFICIENT_MEMORY("InsufficientMemory", Kind.RECONCILING),
  INDEX_NOT_FOUND("IndexNotFound", Kind.RECONCILING),
  COLLECTION_NOT_FOUND("CollectionNotFound", Kind.RECONCILING),
  /** Milvus returned an error that no other reason describes. */
  MILVUS_ERROR("MilvusError", Kind.RECONCILING),
  MILVUS_UNREACHABLE("MilvusUnreachable", Kind.RECONCILING),
  REFERENCE_NOT_READY("ReferenceNotReady", Kind.RECONCILING),

  RELEASE_BLOCKED("ReleaseBlocked", Kind.STALLED),
  PARTITION_KEY_COLLECTION("PartitionKeyCollection", Kind.STALLED),
  /** The operator is not allowed to connect to the address of the policy. */
  ENDPOINT_NOT_ALLOWED("EndpointNotAllowed", Kind.STALLED),
  UNSUPPORTED_VERSION("UnsupportedVersion", Kind.STALLED),
  FORBIDDEN("Forbidden", Kind.STALLED),
  UNAUTHENTICATED("Unauthenticated", Kind.STALLED),
  INVALID_SPEC("InvalidSpec", Kind.STALLED);

  /** The conditions that a reason sets, as kstatus defines them. */
  public enum Kind {
    /** Ready is True. */
    READY,
    /** Ready is False and Reconciling is True: the operator continues automatically. */
    RECONCILING,
    /** Ready is False and Stalled is True: a user has to change something. */
    STALLED
  }

  private final String text;
  private final Kind kind;

  Reason(String text, Kind kind) {
    this.text = text;
    this.kind = kind;
  }

  /** Returns the conditions that the reason sets. */
  public Kind kind() {
    return kind;
  }

  /** Returns the value as it is written in conditions, {@code pending} and events. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
