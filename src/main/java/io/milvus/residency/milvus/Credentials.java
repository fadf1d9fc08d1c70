package io.milvus.residency.milvus;

/** Who asks. The values never appear in {@code toString}. */
public sealed interface Credentials {

  /** Nobody: for a Milvus without authentication. */
  record None() implements Credentials {}

  /**
   * An API key, or {@code user:password} in one.
   *
   * @param token secret
   */
  record Token(String token) implements Credentials {
    @Override
    public String toString() {
      return "Token[…]";
    }
  }

  /**
   * A user with a password.
   *
   * @param username the user
   * @param password secret
   */
  record UserPassword(String username, String password) implements Credentials {
    @Override
    public String toString() {
      return "UserPassword[…]";
    }
  }
}
