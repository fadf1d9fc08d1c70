package io.milvus.residency.milvus;

import java.time.Instant;
import java.util.function.Supplier;

/** Refuses invalid answers, so that no decision is based on them. */
final class ResponseCheck {

  /** The end of the year 9999, in milliseconds: status can hold no later time. */
  private static final long LATEST = 253_402_300_799_999L;

  private ResponseCheck() {}

  /**
   * Requires a condition that every valid answer meets.
   *
   * @param what the problem, for users, if the condition is false
   * @throws MilvusException with {@link Fault#INVALID_ANSWER}
   */
  static void require(boolean right, Supplier<String> what) throws MilvusException {
    if (!right) {
      throw invalid(what.get());
    }
  }

  /** Returns the failure for an invalid answer. */
  static MilvusException invalid(String what) {
    return new MilvusException(
        Fault.INVALID_ANSWER, Fault.INVALID_ANSWER.advice() + " (" + what + ")", null);
  }

  /** Requires a valid name. */
  static String name(String of, String name) throws MilvusException {
    require(
        ServerText.isName(name),
        () ->
            "the name of "
                + of
                + " is empty, has more than 255 characters or unprintable ones: \""
                + ServerText.shown(name)
                + "\"");
    return name;
  }

  /** Requires a positive id. */
  static long id(String of, long id) throws MilvusException {
    require(id > 0, () -> "the id of " + of + " is " + id);
    return id;
  }

  /** Requires a creation time in milliseconds, from 1970 to the year 9999. */
  static Instant created(String of, long millis) throws MilvusException {
    require(millis >= 0 && millis <= LATEST, () -> of + " was created at " + millis + " ms");
    return Instant.ofEpochMilli(millis);
  }
}
