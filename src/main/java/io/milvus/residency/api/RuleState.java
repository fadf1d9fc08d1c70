package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a rule wants of the partitions that it decides. */
public enum RuleState {
  /** In the memory of the query nodes. */
  LOADED("Loaded"),
  /** Out of the memory of the query nodes. */
  RELEASED("Released"),
  /** As it is: neither loaded nor released by this policy. */
  IGNORED("Ignored");

  private final String text;

  RuleState(String text) {
    this.text = text;
  }

  /** The value as it is written in the resource. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
