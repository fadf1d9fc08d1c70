package io.milvus.residency.milvus;

import io.milvus.residency.api.Reason;

/**
 * The failure of a call to Milvus. Tells callers in their own terms what the failure means for
 * them, so that they need not know the error itself.
 */
public final class MilvusException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /** The retry behavior after a failure. */
  public enum Retry {
    /** The outcome of the call is unknown, or its subject has changed: the next reading decides. */
    READ_AGAIN,
    /** The failure concerns the partitions of a load: they back off, the others go on. */
    BACK_OFF,
    /** Nothing more can be done in the pass: the next pass is soon, then less and less often. */
    SOON,
    /** A user has to create something, which is checked at each interval. */
    INTERVAL
  }

  /**
   * Creates a failure.
   *
   * @param fault the kind of failure
   * @param message one line for users, without credentials
   * @param cause the exception below, or null
   */
  public MilvusException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  /**
   * Creates the failure for answers that contradict each other.
   *
   * @param message one line for users
   */
  public static MilvusException contradiction(String message) {
    return new MilvusException(Fault.INVALID_ANSWER, message, null);
  }

  /** Returns the kind of failure. */
  Fault fault() {
    return fault;
  }

  /** Returns the reason that status reports. */
  public Reason reason() {
    return fault.reason();
  }

  /** Returns how the call is retried. */
  public Retry retry() {
    return fault.retry();
  }

  /** Returns whether the server could not be reached, or did not answer in time. */
  public boolean unanswered() {
    return fault == Fault.UNREACHABLE || timedOut();
  }

  /** Returns whether time ran out, so that the call may have been carried out. */
  public boolean timedOut() {
    return fault == Fault.TIMED_OUT;
  }

  /** Returns whether an answer was invalid, so that even its subject is uncertain. */
  public boolean unbelievable() {
    return fault == Fault.INVALID_ANSWER;
  }
}
