package io.milvus.residency.schema;

/**
 * A problem of an object.
 *
 * @param path the field, as in {@code spec.rules[0].match}
 * @param message the description of the problem
 */
public record Problem(String path, String message) {

  /** Returns path and message; some messages of the API server begin with the path already. */
  @Override
  public String toString() {
    return message.startsWith(path + ": ") ? message : path + ": " + message;
  }
}
