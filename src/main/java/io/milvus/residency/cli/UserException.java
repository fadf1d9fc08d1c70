package io.milvus.residency.cli;

/** Something that the user has to mend; its message says what and how, and is all that is shown. */
public final class UserException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Carries the message. */
  public UserException(String message) {
    super(message);
  }
}
