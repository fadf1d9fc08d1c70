package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** The order of loads and releases when one partition replaces another. */
public enum Order {
  /** Releases only once the replacement is serving, so that searches see no gap. */
  LOAD_FIRST("LoadFirst"),
  /** Loads only once the releases that make room are done, so that memory never holds both. */
  RELEASE_FIRST("ReleaseFirst");

  private final String text;

  Order(String text) {
    this.text = text;
  }

  /** Returns the value as it is written in the resource. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
