package io.milvus.residency.milvus;

/** A part of an answer that identifies a {@link Fault}. */
public sealed interface FaultPattern {

  /**
   * A status of gRPC.
   *
   * @param status the name, as {@code UNAVAILABLE}
   */
  record Grpc(String status) implements FaultPattern {}

  /**
   * A code of Milvus.
   *
   * @param number the value of {@code Status.code}
   */
  record Code(int number) implements FaultPattern {}

  /**
   * A code from before Milvus 2.3. Some answers of 2.3 have no other code; in all other answers the
   * older code is ignored.
   *
   * @param number the value of {@code Status.error_code}
   */
  record OlderCode(int number) implements FaultPattern {}

  /**
   * A part of the error text.
   *
   * @param part in lower case, with a character that no name given by a user has
   */
  record Text(String part) implements FaultPattern {}
}
