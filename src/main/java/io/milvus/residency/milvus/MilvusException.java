package io.milvus.residency.milvus;

import io.milvus.residency.api.Reason;

/**
 * A call to Milvus that did not do what it was asked to. Tells callers in their own terms what that
 * means for them, so that they need not know which error it was.
 */
public final class MilvusException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /** How a call is made again after a failure. */
  public enum Retry {
    /** What came of it is unknown, or what it was about has changed: the next look decides. */
    LOOK,
    /** It says something about the partitions of a load: they wait, the others go on. */
    BACK_OFF,
    /** Nothing more can be done in the pass: the next is soon, and later from time to time. */
    SOON,
    /** Somebody has to create something: there is a look at each interval. */
    INTERVAL
  }

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

  /**
   * Makes the failure of answers that can't both be right.
   *
   * @param message for people: one line
   */
  public static MilvusException contradiction(String message) {
    return new MilvusException(Fault.INVALID_ANSWER, message, null);
  }

  /** The kind of it. */
  Fault fault() {
    return fault;
  }

  /** Returns the word that stands in status. */
  public Reason reason() {
    return fault.reason();
  }

  /** Returns how the call is made again. */
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

  /** Returns whether an answer can't be right, so that it is uncertain what it was about. */
  public boolean unbelievable() {
    return fault == Fault.INVALID_ANSWER;
  }
}
