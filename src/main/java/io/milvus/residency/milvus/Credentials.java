package io.milvus.residency.milvus;

/** Credentials for Milvus. Secret values never appear in {@code toString}. */
public sealed interface Credentials {

  /** No credentials, for a Milvus without authentication. */
  record None() implements Credentials {}

  /**
   * An API key, or {@code user:password} as one string.
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
