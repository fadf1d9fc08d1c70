package io.milvus.residency.milvus;

import java.time.Instant;
import java.util.function.Supplier;

/** Refuses answers that can't be right, so that nothing is decided on them. */
final class ResponseCheck {

  /** The end of the year 9999: no later time can be written into a status. */
  private static final long LATEST = 253_402_300_799_999L;

  private ResponseCheck() {}

  /**
   * Goes on only if an answer may be right.
   *
   * @param what what is wrong with it otherwise, for people
   * @throws MilvusException with {@link Fault#INVALID_ANSWER}
   */
  static void require(boolean right, Supplier<String> what) throws MilvusException {
    if (!right) {
      throw invalid(what.get());
    }
  }

  /** The fault of an answer that can't be right. */
  static MilvusException invalid(String what) {
    return new MilvusException(
        Fault.INVALID_ANSWER, Fault.INVALID_ANSWER.advice() + " (" + what + ")", null);
  }

  /** A name that Milvus gives to something. */
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

  /** A number by which Milvus knows something. */
  static long id(String of, long id) throws MilvusException {
    require(id > 0, () -> "the id of " + of + " is " + id);
    return id;
  }

  /** When something was created, from milliseconds since 1970. */
  static Instant created(String of, long millis) throws MilvusException {
    require(millis >= 0 && millis <= LATEST, () -> of + " was created at " + millis + " ms");
    return Instant.ofEpochMilli(millis);
  }
}
