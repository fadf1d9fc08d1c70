package io.milvus.residency.milvus;

import java.util.Optional;

/**
 * The result of one check of a {@link Preflight}.
 *
 * @param subject the thing that was checked, in a word or two
 * @param grade whether the operator can work with the finding
 * @param text the finding, and what to do about it
 * @param fault the error that the server returned, if any
 */
public record CheckResult(String subject, Grade grade, String text, Optional<Fault> fault) {

  /** The severity of a result. */
  public enum Grade {
    /** The operator can work. */
    OK,
    /** The operator may not be able to work. */
    WARNING,
    /** The operator can't work. */
    FAILURE
  }

  /** Returns whether the server rejects the credentials, or requires some. */
  public boolean lacksCredentials() {
    return fault.filter(Fault.UNAUTHENTICATED::equals).isPresent();
  }
}
