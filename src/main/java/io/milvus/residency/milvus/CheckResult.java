package io.milvus.residency.milvus;

import java.util.Optional;

/**
 * The result of one check of a {@link Preflight}.
 *
 * @param subject what was checked, in a word or two
 * @param grade whether the operator can work with what was found
 * @param text what was found, and what to do about it
 * @param fault the error that the server answered, if any
 */
public record CheckResult(String subject, Grade grade, String text, Optional<Fault> fault) {

  /** How good a result is. */
  public enum Grade {
    /** The operator can work. */
    OK,
    /** The operator may not be able to work. */
    WARNING,
    /** The operator can't work. */
    FAILURE
  }

  /** Returns whether the server rejects the credentials, or demands some. */
  public boolean lacksCredentials() {
    return fault.filter(Fault.UNAUTHENTICATED::equals).isPresent();
  }
}
