package io.milvus.residency.kube;

/** An object of the cluster that can't be read; the message is one line for users. */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableException(String message) {
    super(message);
  }
}
