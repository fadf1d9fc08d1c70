package io.milvus.residency.cluster;

/** A refused change of a policy that is not the one that was read any more. Nothing was changed. */
public final class PolicyConflictException extends ClusterException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception with what is wrong and what to do. */
  public PolicyConflictException(String message) {
    super(message);
  }
}
