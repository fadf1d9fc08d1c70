package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** The state that a rule wants for the partitions that it decides. */
public enum RuleState {
  /** Loaded into the query nodes. */
  LOADED("Loaded"),
  /** Released from the query nodes. */
  RELEASED("Released"),
  /** Left as it is: neither loaded nor released by this policy. */
  IGNORED("Ignored");

  private final String text;

  RuleState(String text) {
    this.text = text;
  }

  /** Returns the value as it is written in the resource. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
