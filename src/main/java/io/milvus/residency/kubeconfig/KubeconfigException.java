package io.milvus.residency.kubeconfig;

/** A kubeconfig that can't be used; the message says what is wrong and what to do. */
public class KubeconfigException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Creates the exception with what is wrong and what to do. */
  public KubeconfigException(String message) {
    super(message);
  }
}
