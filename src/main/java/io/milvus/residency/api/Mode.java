package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** What the operator may do for a policy. */
public enum Mode {
  /** Carry the plan out. */
  ENFORCE("Enforce"),
  /** Plan and report, change nothing; what the policy wants loaded is still protected. */
  OBSERVE("Observe"),
  /** Change nothing until further notice; what the policy wants loaded is still protected. */
  SUSPENDED("Suspended");

  private final String text;

  Mode(String text) {
    this.text = text;
  }

  /** The value as it is written in the resource. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
