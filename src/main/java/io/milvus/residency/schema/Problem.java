package io.milvus.residency.schema;

/**
 * One thing that is wrong with an object.
 *
 * @param path the field, as in {@code spec.rules[0].match}
 * @param message what is wrong with it
 */
public record Problem(String path, String message) {

  /** Returns it for people; the API server has the path in some of its messages, too. */
  @Override
  public String toString() {
    return message.startsWith(path + ": ") ? message : path + ": " + message;
  }
}
