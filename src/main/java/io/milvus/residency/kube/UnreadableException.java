package io.milvus.residency.kube;

/** An object of the cluster that can't be read, with why in a line for people. */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableException(String message) {
    super(message);
  }
}
