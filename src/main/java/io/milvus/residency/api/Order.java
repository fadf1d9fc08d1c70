package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** What goes first when one partition takes the place of another. */
public enum Order {
  /** Release when what replaces it is serving, so that searches see no gap. */
  LOAD_FIRST("LoadFirst"),
  /** Load when what makes room for it is released, so that memory never holds both. */
  RELEASE_FIRST("ReleaseFirst");

  private final String text;

  Order(String text) {
    this.text = text;
  }

  /** The value as it is written in the resource. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
