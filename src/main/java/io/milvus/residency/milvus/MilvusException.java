package io.milvus.residency.milvus;

/** A call to Milvus that did not do what it was asked to. */
public final class MilvusException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /**
   * Says what went wrong.
   *
   * @param fault the kind of it
   * @param message for people: one line, without credentials
   * @param cause what was thrown below, or null
   */
  public MilvusException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  /** The kind of it. */
  public Fault fault() {
    return fault;
  }
}
