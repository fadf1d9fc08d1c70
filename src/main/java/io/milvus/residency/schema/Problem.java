package io.milvus.residency.schema;

/**
 * One thing that is wrong with an object.
 *
 * @param path the field, as in {@code spec.rules[0].match}
 * @param message what is wrong with it
 */
public record Problem(String path, String message) {

  @Override
  public String toString() {
    return path + ": " + message;
  }
}
