package io.milvus.residency.cli;

/** An error that the user has to correct; commands print nothing but its message. */
public final class UserException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Creates the exception with what is wrong and what to do. */
  public UserException(String message) {
    super(message);
  }
}
