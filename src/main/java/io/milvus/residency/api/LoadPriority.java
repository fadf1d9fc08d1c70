package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** The priority of loads among everything that the query nodes load. */
public enum LoadPriority {
  /** Loads like those of any client that asks for no priority. */
  HIGH("High"),
  /** Loads in the background, on Milvus 2.5 and later; older servers ignore the priority. */
  LOW("Low");

  private final String text;

  LoadPriority(String text) {
    this.text = text;
  }

  /** Returns the value as it is written in the resource. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
