package io.milvus.residency.milvus;

/** Something in the answer to a call that a {@link Fault} is recognised by. */
public sealed interface FaultPattern {

  /**
   * How gRPC ended the call.
   *
   * @param status the name of the status, as {@code UNAVAILABLE}
   */
  record Grpc(String status) implements FaultPattern {}

  /**
   * The code of Milvus' answer.
   *
   * @param number that of {@code Status.code}
   */
  record Code(int number) implements FaultPattern {}

  /**
   * The code that servers before 2.3 had. Some answers of 2.3 have no other; in all others it
   * counts for nothing.
   *
   * @param number that of {@code Status.error_code}
   */
  record OlderCode(int number) implements FaultPattern {}

  /**
   * Words in the answer.
   *
   * @param part in lower case, with a character that no name of a user's has
   */
  record Text(String part) implements FaultPattern {}
}
