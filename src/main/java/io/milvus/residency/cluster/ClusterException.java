package io.milvus.residency.cluster;

/** A failure to reach or use the cluster; its message says what is wrong and what to do. */
public class ClusterException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Creates the exception with what is wrong and what to do. */
  public ClusterException(String message) {
    super(message);
  }
}
